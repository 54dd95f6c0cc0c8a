"""Changes to the files of a host, each whole or not at all, and the way back."""

import contextlib
import hashlib
import os
import stat as modes
from collections.abc import Iterator

from rootout.host import attributes
from rootout.host.files import FileTree
from rootout.model.file import FileKind, Snapshot, Stat

PREFIX = ".rootout-"
LOCKED = attributes.IMMUTABLE | attributes.APPEND_ONLY
MAKERS: dict[FileKind, int] = {"fifo": modes.S_IFIFO, "socket": modes.S_IFSOCK}


class FileChanges:
    """Writes, removes and restores below the root of `tree`, never through a final link."""

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree

    def write(self, path: str, data: bytes) -> None:
        """Replace the content of `path` in one step; mode, owner, xattrs and flags stay."""
        place = self._tree.place(path)
        seen = os.lstat(place)
        carried = attributes.extended(place)
        flags = attributes.flags(place)
        with _unlocked(os.path.dirname(place)), _unlocked(place, put_back=False):
            if seen.st_nlink > 1:  # a rename would part it from its other names
                _write_in_place(place, data)
            else:
                _replace(place, data, seen, carried)
        attributes.set_flags(place, flags)

    def remove(self, path: str) -> None:
        """Remove a file, link or empty directory, immutable or not; absent is fine."""
        place = self._tree.place(path) if self._tree.exists(path) else None
        if place is None:
            return
        with _unlocked(os.path.dirname(place)), _unlocked(place, put_back=False):
            if modes.S_ISDIR(os.lstat(place).st_mode):
                os.rmdir(place)
            else:
                os.unlink(place)
            _sync(os.path.dirname(place))

    def restore(self, snapshot: Snapshot, data: bytes | None) -> None:
        """Make `snapshot.path` exactly what it was, times and missing parents included."""
        if snapshot.stat is None:
            self.remove(snapshot.path)
            return
        self._make_parents(snapshot.path)
        place = self._tree.place(snapshot.path)
        with _unlocked(os.path.dirname(place)), _unlocked(place, put_back=False):
            if not self._holds(snapshot):
                self.remove(snapshot.path)
                _make(place, snapshot, snapshot.stat, data)
            _dress(place, snapshot, snapshot.stat)

    def set_flags(self, path: str, flags: int) -> None:
        """Set the chattr flags of a file."""
        attributes.set_flags(self._tree.place(path), flags)

    def _holds(self, snapshot: Snapshot) -> bool:
        """Say whether the path has the kind and content of the snapshot already."""
        wanted = snapshot.stat
        if wanted is None or not self._tree.exists(snapshot.path):
            return False
        if self._tree.stat(snapshot.path).kind != wanted.kind:
            return False
        if wanted.kind == "file":
            return self._tree.digest(snapshot.path) == snapshot.sha256
        return wanted.kind != "link" or self._tree.target(snapshot.path) == snapshot.target

    def _make_parents(self, path: str) -> None:
        parts = path.strip("/").split("/")[:-1]
        here = ""
        for part in parts:
            here = f"{here}/{part}"
            if not self._tree.exists(here):
                os.mkdir(self._tree.place(here), 0o755)


@contextlib.contextmanager
def _unlocked(place: str, *, put_back: bool = True) -> Iterator[None]:
    """Take the immutable and append-only flags off for the moment."""
    flags = attributes.flags(place) if _has_flags(place) else 0
    if flags & LOCKED:
        attributes.set_flags(place, flags & ~LOCKED)
    try:
        yield
    finally:
        if flags & LOCKED and put_back:
            attributes.set_flags(place, flags)


def _has_flags(place: str) -> bool:
    try:
        mode = os.lstat(place).st_mode
    except FileNotFoundError:
        return False
    return modes.S_ISREG(mode) or modes.S_ISDIR(mode)


def _replace(
    place: str, data: bytes, seen: os.stat_result, carried: tuple[tuple[str, str], ...]
) -> None:
    folder = os.path.dirname(place)
    temporary = _temporary(place)
    _create(temporary, data)
    os.chown(temporary, seen.st_uid, seen.st_gid)
    os.chmod(temporary, modes.S_IMODE(seen.st_mode))
    attributes.set_extended(temporary, carried)
    os.rename(temporary, place)
    _sync(folder)


def _write_in_place(place: str, data: bytes) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _write_all(descriptor, data)
        os.ftruncate(descriptor, len(data))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _make(place: str, snapshot: Snapshot, wanted: Stat, data: bytes | None) -> None:
    if wanted.kind == "directory":
        os.mkdir(place, 0o700)
    elif wanted.kind == "link":
        os.symlink(snapshot.target or "", place)
    elif wanted.kind == "file":
        temporary = _temporary(place)
        _create(temporary, data or b"")
        os.rename(temporary, place)
    elif wanted.kind in MAKERS:
        os.mknod(place, MAKERS[wanted.kind] | 0o600)


def _dress(place: str, snapshot: Snapshot, wanted: Stat) -> None:
    os.chown(place, wanted.uid, wanted.gid, follow_symlinks=False)
    if wanted.kind != "link":
        os.chmod(place, wanted.mode)
    attributes.set_extended(place, snapshot.attributes)
    times = (wanted.accessed_ns, wanted.modified_ns)
    os.utime(place, ns=times, follow_symlinks=False)
    if wanted.kind in ("file", "directory"):
        attributes.set_flags(place, snapshot.flags)
    _sync(os.path.dirname(place))


def _temporary(place: str) -> str:
    """Name the file that becomes `place`; what a crash left of an earlier one is removed."""
    folder, name = os.path.split(place)
    temporary = f"{folder}/{PREFIX}{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)
    return temporary


def _create(place: str, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(place, flags, 0o600)
    try:
        _write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync(folder: str) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
