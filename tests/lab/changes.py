"""What differs between a lab server and its base: the free ground truth of an overlay."""

import fnmatch
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

# What a server writes by merely being up, and what rootout keeps for itself.
IGNORED = (
    "/etc/.pwd.lock",
    "/etc/alternatives/php-fpm.sock",
    "/etc/machine-id",
    "/etc/resolv.conf",
    "/opt/rootout",
    "/root/.bash_history",
    "/run/*",
    "/tmp/.*-unix",  # made again at each boot; what lies in them does count
    "/tmp/systemd-private-*",
    "/var/cache/*",
    "/var/lib/dbus/machine-id",
    "/var/lib/dpkg/alternatives/php-fpm.sock",
    "/var/lib/nginx/*",
    "/var/lib/php/sessions*",
    "/var/lib/rootout*",
    "/var/lib/systemd/*",
    "/var/log/*",
    "/var/spool/rsyslog/*",
    "/var/tmp/systemd-private-*",
)


class Change(NamedTuple):
    """One path as it is in the overlay. A directory's size is not a fact of it, and is 0."""

    kind: str  # file directory link fifo socket device deleted
    mode: int
    uid: int
    gid: int
    size: int
    sha256: str | None  # of a file's content, or a link's target
    xattrs: tuple[tuple[str, bytes], ...]
    mtime: int  # nanoseconds


def changes(upper: Path, base: Path, ignored: tuple[str, ...] = IGNORED) -> dict[str, Change]:
    """Describe all in an overlay's upper folder, by its path on the server.

    A folder that is there only to hold what changed below it is left out.
    """
    skip = re.compile("|".join(fnmatch.translate(pattern) for pattern in ignored) or r"(?!)")
    found: dict[str, Change] = {}
    for path in _walk(upper):
        name = f"/{path.relative_to(upper)}"
        if skip.match(name):
            continue
        change = describe(path)
        if change.kind != "directory" or _timeless(change) != _timeless(_of_base(base, name)):
            found[name] = change
    return found


def differences(
    before: dict[str, Change], after: dict[str, Change], base: Path
) -> dict[str, tuple[Change | None, Change | None]]:
    """Return the paths that two looks at one overlay tell apart, with both sides.

    A path that only one look has was, in the other, as it is in the base: the overlay copies
    a file up when it is merely touched. Folders' times are left out: they tell of neighbours.
    """
    found = {}
    for path in sorted(before.keys() | after.keys()):
        old, new = (look.get(path) or _of_base(base, path) for look in (before, after))
        if _timeless(old) != _timeless(new):
            found[path] = (old, new)
    return found


def describe(path: Path) -> Change:
    """Describe one path of the upper folder, or of the base."""
    facts = path.lstat()
    kind = _kind(facts)
    return Change(
        kind=kind,
        mode=stat.S_IMODE(facts.st_mode),
        uid=facts.st_uid,
        gid=facts.st_gid,
        size=0 if kind == "directory" else facts.st_size,
        sha256=_sha256(path, kind),
        xattrs=tuple(_xattrs(path)),
        mtime=facts.st_mtime_ns,
    )


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)


def _kind(facts: os.stat_result) -> str:
    mode = facts.st_mode
    if stat.S_ISCHR(mode) and facts.st_rdev == 0:
        return "deleted"  # the whiteout of overlayfs
    names = {
        stat.S_IFREG: "file",
        stat.S_IFDIR: "directory",
        stat.S_IFLNK: "link",
        stat.S_IFIFO: "fifo",
        stat.S_IFSOCK: "socket",
    }
    return names.get(stat.S_IFMT(mode), "device")


def _sha256(path: Path, kind: str) -> str | None:
    if kind == "link":
        return hashlib.sha256(os.fsencode(path.readlink())).hexdigest()
    if kind != "file":
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _xattrs(path: Path) -> Iterator[tuple[str, bytes]]:
    for name in sorted(os.listxattr(path, follow_symlinks=False)):
        if not name.startswith("trusted.overlay."):  # the overlay's own bookkeeping
            yield name, os.getxattr(path, name, follow_symlinks=False)


def _of_base(base: Path, path: str) -> Change | None:
    below = base / path.lstrip("/")
    return describe(below) if os.path.lexists(below) else None


def _timeless(change: Change | None) -> Change | None:
    if change is None or change.kind == "deleted":
        return None
    return change._replace(mtime=0) if change.kind == "directory" else change
