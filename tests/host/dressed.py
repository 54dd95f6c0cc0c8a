"""Files that carry all that a file can, and what of it has to come back."""

import os
import struct
import subprocess
from dataclasses import replace

import pytest

EVERYONE = 2**32 - 1
ENTRIES = ((1, 6, EVERYONE), (2, 4, 1000), (4, 4, EVERYONE), (16, 6, EVERYONE), (32, 0, EVERYONE))
ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in ENTRIES)
CAPABILITY = struct.pack("<IIIII", 0x02000001, 0x2000, 0, 0, 0)  # cap_net_raw+ep
TIMES = (1_600_000_000_123_456_789, 1_500_000_000_987_654_321)


def chattr(mode, *paths):
    subprocess.run(["/usr/bin/chattr", mode, *map(str, paths)], check=True)


def file(root, name="etc/file", data=b"before"):
    """A file that carries all that a file can."""
    path = root / name
    path.write_bytes(data)
    os.chown(path, 1001, 1002)
    os.setxattr(path, "user.note", b"\x00\xff")
    os.setxattr(path, "trusted.note", b"1")
    os.setxattr(path, "system.posix_acl_access", ACL)
    os.setxattr(path, "security.capability", CAPABILITY)
    os.chmod(path, 0o4764)
    os.utime(path, ns=TIMES)
    return path


def kept(host, path):
    return essence(host.snapshot(path))


def essence(seen):
    """What restoring has to bring back: all but inode, times of change and birth."""
    size = 0 if seen.stat.kind == "directory" else seen.stat.size
    stat = replace(seen.stat, inode=0, changed_ns=0, born_ns=0, size=size)
    return replace(seen, stat=stat)


def leftovers(root):
    return list(root.rglob(".rootout-*"))


def failure(call, *arguments):
    with pytest.raises(OSError) as caught:  # noqa: PT011 - the number is what is compared
        call(*arguments)
    return caught.value.errno


def unlock(root):
    subprocess.run(["/usr/bin/chattr", "-R", "-ia", str(root)], check=False, capture_output=True)
