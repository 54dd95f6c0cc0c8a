"""Which file systems hold the host's own files, and which only look like it."""

import re
from collections.abc import Iterator

MOUNTS = "/proc/self/mountinfo"
# proc_pid_mountinfo(5): blank, tab, newline and backslash are written in octal.
ESCAPE = re.compile(rb"\\([0-7]{3})")
PSEUDO = frozenset(
    [
        "autofs",
        "binfmt_misc",
        "bpf",
        "cgroup",
        "cgroup2",
        "configfs",
        "debugfs",
        "devpts",
        "efivarfs",
        "fusectl",
        "hugetlbfs",
        "mqueue",
        "nfsd",
        "nsfs",
        "proc",
        "pstore",
        "resctrl",
        "rpc_pipefs",
        "securityfs",
        "selinuxfs",
        "sysfs",
        "tracefs",
    ]
)
# A server that does not answer holds whoever asks for ever: fuse is sshfs and the like.
NETWORK = frozenset(
    [
        "9p",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "fuse",
        "gfs",
        "gfs2",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "smb3",
        "smbfs",
        "virtiofs",
    ]
)


def foreign_places() -> frozenset[str]:
    """Return every place of this machine where a pseudo or network file system is mounted.

    The kernel is asked for the list, not each place by statfs(2), which may wait for a server.
    """
    try:
        with open(MOUNTS, "rb") as file:
            return frozenset(parse_mounts(file.read()))
    except OSError:
        return frozenset()


def parse_mounts(data: bytes) -> Iterator[str]:
    """Yield the mount point of each pseudo or network file system of a mountinfo file."""
    for line in data.split(b"\n"):
        before, _, after = line.partition(b" - ")
        words, kind = before.split(b" "), after.partition(b" ")[0].decode(errors="replace")
        if len(words) > 4 and is_foreign(kind):
            place = ESCAPE.sub(lambda found: bytes((int(found[1], 8) & 0xFF,)), words[4])
            yield place.decode(errors="surrogateescape")


def is_foreign(kind: str) -> bool:
    """Say whether a file system of this kind is no disk or memory of the host."""
    return kind in PSEUDO or kind in NETWORK or kind.startswith("fuse.")
