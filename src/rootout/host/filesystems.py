"""Which file systems hold the host's own files, and which only look like it."""

import ctypes
import os
import struct

# statfs(2) types that are no disk of this host: pseudo file systems, and the network.
FOREIGN = frozenset(
    (
        0x9FA0,  # proc
        0x62656572,  # sysfs
        0x27E0EB,  # cgroup
        0x63677270,  # cgroup2
        0x1CD1,  # devpts
        0x64626720,  # debugfs
        0x74726163,  # tracefs
        0xCAFE4A11,  # bpf
        0x73636673,  # securityfs
        0xF97CFF8C,  # selinux
        0x6165676C,  # pstore
        0xDE5E81E4,  # efivarfs
        0x62656570,  # configfs
        0x19800202,  # mqueue
        0x958458F6,  # hugetlbfs
        0x42494E4D,  # binfmt_misc
        0x67596969,  # rpc_pipefs
        0x6E736673,  # nsfs
        0x6969,  # nfs
        0xFF534D42,  # cifs
        0xFE534D42,  # smb2
        0x517B,  # smb
        0x65735546,  # fuse: sshfs and the like; it may never answer
        0x65735543,  # fusectl
        0x0187,  # autofs
        0x00C36400,  # ceph
        0x5346414F,  # afs
        0x01021997,  # 9p
        0x47504653,  # gpfs
        0x0BD00BD0,  # lustre
    )
)
STATFS_SIZE = 256

_libc = ctypes.CDLL(None, use_errno=True)


def is_local(place: str) -> bool:
    """Say whether `place` lies on a disk or memory of this host, by statfs(2)."""
    buffer = ctypes.create_string_buffer(STATFS_SIZE)
    if _libc.statfs(os.fsencode(place), buffer) != 0:
        return False
    kind = int(struct.unpack_from("l", buffer, 0)[0]) & 0xFFFFFFFF
    return kind not in FOREIGN
