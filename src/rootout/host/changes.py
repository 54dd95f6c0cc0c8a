"""Changes to the files of a host, each whole or not at all, and the way back."""

import contextlib
import errno
import hashlib
import os
import stat as modes
from collections.abc import Iterator

from rootout.durable import sync_folder, write_all
from rootout.host import account_lock, attributes
from rootout.host.files import FileTree
from rootout.host.statx import stat_of
from rootout.model.file import FileKind, Snapshot, Stat

PREFIX = ".rootout-"
LOCKED = attributes.IMMUTABLE | attributes.APPEND_ONLY
MAKERS: dict[FileKind, int] = {"fifo": modes.S_IFIFO, "socket": modes.S_IFSOCK}
FLAGGED: tuple[FileKind, ...] = ("file", "directory")
OPEN = os.O_NOFOLLOW | os.O_CLOEXEC
FOLDER = os.O_RDONLY | os.O_DIRECTORY | OPEN


class FileChanges:
    """Writes, removes and restores below the root of `tree`, never through a final link.

    What is changed is held by a descriptor: the owner of a folder can put a link to /etc/shadow
    in the place of a file between two calls that name it.
    """

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree

    def write(self, path: str, data: bytes) -> None:
        """Replace the content of `path` in one step; mode, owner, xattrs and flags stay.

        A file of several names is written in place, or it would part from the others.
        """
        place = self._place(path)
        seen = os.lstat(place)
        if not modes.S_ISREG(seen.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        dress = _Dress(stat_of(seen), attributes.extended(place), attributes.flags(place))
        with _unlocked(os.path.dirname(place), put_back=True), _unlocked(place):
            if seen.st_nlink > 1:
                _write_in_place(place, data, dress)
            else:
                _replace(place, data, dress)

    def remove(self, path: str) -> None:
        """Remove a file, link or empty directory, immutable or not; absent is fine."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            place = self._place(path)
            mode = os.lstat(place).st_mode
            if modes.S_ISBLK(mode) or modes.S_ISCHR(mode):
                raise OSError(errno.EINVAL, "a device could not be put back", path)
            with _unlocked(os.path.dirname(place), put_back=True), _unlocked(place):
                if modes.S_ISDIR(mode):
                    os.rmdir(place)
                else:
                    os.unlink(place)
                sync_folder(os.path.dirname(place))

    def restore(self, snapshot: Snapshot, data: bytes | None) -> None:
        """Make `snapshot.path` exactly what it was, times and missing parents included.

        Raises OSError(EINVAL) where the content is needed and `data` is not the snapshot's.
        """
        if snapshot.stat is None:
            self.remove(snapshot.path)
            return
        self._make_parents(snapshot.path)
        place = self._place(snapshot.path)
        dress = _Dress(snapshot.stat, snapshot.attributes, snapshot.flags, with_times=True)
        with _unlocked(os.path.dirname(place), put_back=True), _unlocked(place):
            if self._holds(snapshot):
                _sweep(place)
                _dress(place, dress)
            else:
                _make(place, snapshot, _proven(snapshot, data), dress)

    def set_flags(self, path: str, flags: int) -> None:
        """Set the chattr flags of a file."""
        attributes.set_flags(self._place(path), flags)

    def keep_accounts(self) -> contextlib.AbstractContextManager[bool]:
        """Keep others from changing accounts meanwhile, if that can be."""
        return account_lock.held(self._place(account_lock.LOCK))

    def _place(self, path: str) -> str:
        self._tree.forget()
        return self._tree.place(path)

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
        here = ""
        for part in path.strip("/").split("/")[:-1]:
            here = f"{here}/{part}"
            place = self._place(here)
            if not os.path.lexists(place):
                with _unlocked(os.path.dirname(place), put_back=True):
                    os.mkdir(place, 0o755)
                    os.chmod(place, 0o755)  # noqa: S103 - as a folder is, whatever the umask


class _Dress:
    """What a file carries beside its content."""

    def __init__(
        self,
        stat: Stat,
        extended: tuple[tuple[str, str], ...],
        flags: int,
        *,
        with_times: bool = False,
    ) -> None:
        self.stat = stat
        self.extended = extended
        self.flags = flags if stat.kind in FLAGGED else None
        self.with_times = with_times

    def put_on(self, handle: attributes.Handle) -> None:
        """Give the file its owner, attributes, mode and times; chown(2) clears some of them."""
        follow = isinstance(handle, int)
        os.chown(handle, self.stat.uid, self.stat.gid, follow_symlinks=follow)
        attributes.set_extended(handle, self.extended)
        if isinstance(handle, int):
            os.chmod(handle, self.stat.mode)
        elif self.stat.kind in MAKERS:
            _set_mode(handle, self.stat.mode)
        if self.with_times:
            times = (self.stat.accessed_ns, self.stat.modified_ns)
            os.utime(handle, ns=times, follow_symlinks=follow)

    def lock(self, handle: attributes.Handle) -> None:
        """Set the chattr flags, last of all: an immutable file can be neither named nor dated."""
        if self.flags is not None:
            attributes.set_flags(handle, self.flags)


@contextlib.contextmanager
def _unlocked(place: str, *, put_back: bool = False) -> Iterator[None]:
    """Take the immutable and append-only flags off; put them back, or only after a failure."""
    flags = attributes.flags(place)
    if flags & LOCKED:
        attributes.set_flags(place, flags & ~LOCKED)
    is_done = False
    try:
        yield
        is_done = True
    finally:
        if flags & LOCKED and (put_back or not is_done) and os.path.lexists(place):
            attributes.set_flags(place, flags)


def _proven(snapshot: Snapshot, data: bytes | None) -> bytes:
    """Return the content to be restored, if it is what the snapshot saw."""
    if snapshot.stat is None or snapshot.stat.kind != "file":
        return b""
    if data is None or hashlib.sha256(data).hexdigest() != snapshot.sha256:
        raise OSError(errno.EINVAL, "not the content that was kept", snapshot.path)
    return data


def _write_in_place(place: str, data: bytes, dress: _Dress) -> None:
    descriptor = os.open(place, os.O_WRONLY | OPEN)
    try:
        write_all(descriptor, data)
        os.ftruncate(descriptor, len(data))
        dress.put_on(descriptor)  # a write takes capabilities(7) off
        os.fsync(descriptor)
        dress.lock(descriptor)
    finally:
        os.close(descriptor)


def _replace(place: str, data: bytes, dress: _Dress) -> None:
    """Put a finished file in the place of what is there."""
    temporary = _temporary(place)
    access = os.O_WRONLY | os.O_CREAT | os.O_EXCL | OPEN
    descriptor = os.open(temporary, access, 0o600)
    try:
        write_all(descriptor, data)
        dress.put_on(descriptor)
        os.fsync(descriptor)
        os.rename(temporary, place)
        dress.lock(descriptor)
        sync_folder(os.path.dirname(place))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    finally:
        os.close(descriptor)


def _make(place: str, snapshot: Snapshot, data: bytes, dress: _Dress) -> None:
    kind = dress.stat.kind
    _clear(place, kind)
    if kind == "directory":
        os.mkdir(place, 0o700)
        _dress(place, dress)
    elif kind == "file" and _is_same_file(place, dress.stat):
        _write_in_place(place, data, dress)
    elif kind == "file" and (other := _other_name(place, snapshot, dress.stat)):
        temporary = _temporary(place)
        os.link(other, temporary, follow_symlinks=False)
        os.rename(temporary, place)  # another file may have taken the name
        _dress(place, dress)
    elif kind == "file":
        _replace(place, data, dress)
    else:
        temporary = _temporary(place)
        if kind == "link":
            os.symlink(snapshot.target or "", temporary)
        else:
            os.mknod(temporary, MAKERS[kind] | 0o600)
        os.rename(temporary, place)
        _dress(place, dress)


def _clear(place: str, wanted: FileKind) -> None:
    """Make way where a rename alone would not."""
    if wanted not in (*MAKERS, *FLAGGED, "link"):
        raise OSError(errno.EOPNOTSUPP, "a device cannot be put back", place)
    with contextlib.suppress(FileNotFoundError):
        is_folder = modes.S_ISDIR(os.lstat(place).st_mode)
        if is_folder and wanted != "directory":
            os.rmdir(place)
        elif wanted == "directory" and not is_folder:
            os.unlink(place)


def _is_same_file(place: str, wanted: Stat) -> bool:
    """Say whether the very file is still there, under other names too: only its content changed."""
    if not os.path.lexists(place):
        return False
    seen = stat_of(os.lstat(place))
    same = (seen.kind, seen.device, seen.inode) == ("file", wanted.device, wanted.inode)
    return same and seen.links > 1


def _other_name(place: str, snapshot: Snapshot, wanted: Stat) -> str | None:
    """Return another name of the same file, where it had several, in the same folder."""
    if wanted.links < 2:
        return None
    folder = os.path.dirname(place)
    with os.scandir(folder) as entries:
        names = [entry.path for entry in entries if entry.inode() == wanted.inode]
    tree = FileTree("/")
    for name in names:
        if os.lstat(name).st_dev == wanted.device and tree.digest(name) == snapshot.sha256:
            return name
    return None


def _dress(place: str, dress: _Dress) -> None:
    if dress.stat.kind not in FLAGGED:
        dress.put_on(place)
    else:
        descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | OPEN)
        try:
            dress.put_on(descriptor)
            dress.lock(descriptor)
        finally:
            os.close(descriptor)
    sync_folder(os.path.dirname(place))


def _set_mode(place: str, mode: int) -> None:
    """Set the mode of a FIFO or socket without opening it or following a link: open(2), O_PATH."""
    descriptor = os.open(place, os.O_PATH | OPEN)
    try:
        if not modes.S_ISLNK(os.fstat(descriptor).st_mode):
            os.chmod(f"/proc/self/fd/{descriptor}", mode)
    finally:
        os.close(descriptor)


def _temporary(place: str) -> str:
    """Name the file that becomes `place`; nothing of that name is left."""
    _sweep(place)
    return _beside(place)


def _sweep(place: str) -> None:
    """Remove what a crash left of a file that was to become `place`."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(_beside(place))


def _beside(place: str) -> str:
    folder, name = os.path.split(place)
    return f"{folder}/{PREFIX}{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
