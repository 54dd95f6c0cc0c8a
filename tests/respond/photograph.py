"""Everything about a tree that undo must give back."""

import os
from pathlib import Path

from rootout.host import attributes

Picture = dict[str, tuple[object, ...]]


def photograph(root: Path) -> Picture:
    """Return kind, bytes, mode, owner, times, attributes, flags and link count of every path."""
    found: Picture = {}
    for folder, folders, files in os.walk(root):
        for name in (".", *folders, *files):
            path = os.path.normpath(os.path.join(folder, name))
            if path not in found:
                found[path] = _one(path)
    return found


def _one(path: str) -> tuple[object, ...]:
    seen = os.lstat(path)
    content: object = None
    if os.path.islink(path):
        content = os.readlink(path)
    elif os.path.isfile(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOATIME)
        content = os.read(descriptor, 1 << 20)
        os.close(descriptor)
    flags = 0 if os.path.islink(path) else attributes.flags(path)
    times = (seen.st_mtime_ns,) if os.path.isdir(path) else (seen.st_mtime_ns, seen.st_atime_ns)
    return (
        seen.st_mode,
        seen.st_uid,
        seen.st_gid,
        seen.st_nlink,
        times,
        content,
        attributes.extended(path),
        flags,
    )
