"""All that can be seen of a tree of files, so that two moments can be compared bit for bit."""

import os
import stat
from collections import defaultdict

from rootout.host import attributes

NOATIME = os.O_RDONLY | os.O_NOATIME | os.O_NOFOLLOW | os.O_NONBLOCK


def picture(root: str) -> dict[str, dict[str, object]]:
    """Describe every path below `root`. Only inode, ctime and birth cannot be brought back."""
    found: dict[str, dict[str, object]] = {}
    names: dict[int, list[str]] = defaultdict(list)
    for path in _paths(root):
        seen = os.lstat(path)
        inside = os.path.relpath(path, root)
        names[seen.st_ino].append(inside)
        found[inside] = _described(path, seen)
    for same in names.values():
        for name in same:
            found[name]["other names"] = sorted(set(same) - {name})
    return found


def _paths(folder):
    yield folder
    descriptor = os.open(folder, NOATIME | os.O_DIRECTORY)
    try:
        names = sorted(os.listdir(descriptor))
    finally:
        os.close(descriptor)
    for name in names:
        path = f"{folder}/{name}"
        if stat.S_ISDIR(os.lstat(path).st_mode):
            yield from _paths(path)
        else:
            yield path


def _described(path, seen):
    is_link = stat.S_ISLNK(seen.st_mode)
    is_plain = stat.S_ISREG(seen.st_mode) or stat.S_ISDIR(seen.st_mode)
    return {
        "mode": oct(seen.st_mode),
        "owner": (seen.st_uid, seen.st_gid),
        "links": seen.st_nlink,
        "modified": seen.st_mtime_ns,
        # A link cannot be read without touching it: there is no O_NOATIME for readlink(2).
        "accessed": None if is_link else seen.st_atime_ns,
        "attributes": attributes.extended(path),
        "flags": attributes.flags(path) if is_plain else 0,
        "content": _content(path, seen),
    }


def _content(path, seen):
    if stat.S_ISLNK(seen.st_mode):
        return os.readlink(path)
    if not stat.S_ISREG(seen.st_mode):
        return None
    descriptor = os.open(path, NOATIME)
    try:
        return os.read(descriptor, 1 << 20)
    finally:
        os.close(descriptor)
