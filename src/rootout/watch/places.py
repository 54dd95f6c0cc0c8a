"""The folders in which a change matters: where programs start from, and where intruders hide."""

import os
import stat
from collections import deque
from collections.abc import Iterator
from typing import Final

from rootout.host.fanotify import FileChange, FileWatch
from rootout.model.record import Gap

# With what is below them, so many folders deep; the most telling first.
DEEP: Final = {
    "/etc": 4,
    "/var/spool/cron": 2,
    "/usr/lib/systemd": 4,
    "/lib/systemd": 4,
    "/boot": 3,
    "/dev/shm": 3,  # noqa: S108 - looked at, not used
    "/var/tmp": 2,  # noqa: S108
    "/tmp": 2,  # noqa: S108
    "/var/www": 6,
    "/srv": 6,
}
# By themselves.
FLAT: Final = (
    "/root",
    "/usr/bin",
    "/usr/sbin",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/bin",
    "/sbin",
)
SSH: Final = ".ssh"
_HOMES: Final = ("/home",)
_MOST_FOLDERS: Final = 20_000
_MOST_BELOW: Final = 4_000  # folders below one place


class Places:
    """Marks folders, those that are made later too, and finds again what changed unseen."""

    def __init__(self, watch: FileWatch) -> None:
        self._watch = watch
        self._refused: dict[str, str] = {}
        self._is_full = False

    def take_in(self) -> tuple[Gap, ...]:
        """Mark all places, and return what cannot be looked at."""
        homes = [f"{home}/{name}" for home in _HOMES for name in _folders(home)]
        for path in (*FLAT, *homes, *(f"{home}/{SSH}" for home in ("/root", *homes))):
            if not os.path.islink(path) and os.path.isdir(path):
                self._mark(path)
        for path, depth in DEEP.items():
            if not os.path.islink(path) and os.path.isdir(path):
                self._mark_all(path, depth)
        return tuple(self._gaps())

    def arrived(self, change: FileChange) -> Iterator[FileChange]:
        """Mark a folder that is new, and yield what was put into it before that."""
        if not change.is_folder or change.change != "created":
            return
        depth = _depth_left(change.path)
        if depth is not None:
            yield from self._mark_all(change.path, depth, change.pid)

    def look_again(self, since: float) -> Iterator[FileChange]:
        """Yield what has changed since a moment (seconds since 1970), as the disks tell it."""
        for folder in tuple(self._watch.folders.values()):
            for entry in _entries(folder):
                try:
                    found = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if found.st_ctime >= since:
                    yield FileChange(entry.path, "found", 0, stat.S_ISDIR(found.st_mode))

    def _mark_all(self, path: str, depth: int, pid: int = 0) -> list[FileChange]:
        """Mark a folder and those below it; return the files that are in them."""
        found: list[FileChange] = []
        waiting = deque([(path, depth)])  # the nearest first
        for _ in range(_MOST_BELOW):
            if not waiting:
                return found
            folder, left = waiting.popleft()
            if not self._mark(folder):
                continue
            for entry in _entries(folder):
                if not entry.is_dir(follow_symlinks=False):
                    found.append(FileChange(entry.path, "created", pid))
                elif left:
                    waiting.append((entry.path, left - 1))
        self._is_full = self._is_full or bool(waiting)
        return found

    def _mark(self, path: str) -> bool:
        if len(self._watch.folders) >= _MOST_FOLDERS:
            self._is_full = True
            return False
        try:
            self._watch.add(path)
        except OSError as refusal:
            self._refused.setdefault(refusal.strerror or str(refusal), path)
            return False
        return True

    def _gaps(self) -> Iterator[Gap]:
        for why, path in self._refused.items():
            yield Gap(artifact="watch", path=path, reason="unsupported", detail=f"files: {why}")
        if self._is_full:
            detail = f"only {len(self._watch.folders)} folders are looked at: there are too many"
            yield Gap(artifact="watch", path="files", reason="too_large", detail=detail)


def _depth_left(path: str) -> int | None:
    """Return how deep below a new folder is looked; None where it is not looked at all."""
    if path.endswith(f"/{SSH}"):
        return 0
    for place, depth in DEEP.items():
        if path.startswith(f"{place}/"):
            left = depth - path.count("/", len(place))
            return left if left >= 0 else None
    return None


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def _folders(path: str) -> list[str]:
    return [one.name for one in _entries(path) if one.is_dir(follow_symlinks=False)]
