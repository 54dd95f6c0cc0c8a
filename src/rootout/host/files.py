"""The files of a host: read without being led astray, blocked, or drowned."""

import errno
import hashlib
import os
import stat as modes
import time
from collections.abc import Callable, Iterator
from io import BufferedReader
from itertools import islice

from rootout.host import attributes
from rootout.host.filesystems import foreign_places
from rootout.host.statx import look_at, stat_of
from rootout.model.file import EvidenceFile, Snapshot, Stat

READ_LIMIT = 64 * 1024 * 1024
MOST_LINKS = 40  # as the kernel: path_resolution(7)
MOST_NAMES = 1_000_000  # of one folder
CHUNK = 1 << 20
# A file that changed so lately may change again within one tick of the file system's clock, and
# look the same: its digest is not remembered. Git calls such a file racy.
RACY_NS = 2_000_000_000
FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


Missed = Callable[[OSError], object]


class FileTree:
    """The files below `root`, under the paths that the host itself would use.

    Links, absolute ones too, are followed inside `root` only. Folders that were resolved once
    are remembered, because a scan asks for tens of thousands of files in a few of them.
    """

    def __init__(self, root: str) -> None:
        root = os.path.realpath(root)  # as the kernel's list of mounts names it
        self._root = "" if root == "/" else root
        self._folders: dict[str, str] = {"/": "/", "": "/"}
        self._digests: dict[tuple[object, ...], str] = {}

    def forget(self) -> None:
        """Forget where folders are: what was one may be a link by now."""
        self._folders = {"/": "/", "": "/"}

    def place(self, path: str) -> str:
        """Return where the scanning machine finds `path` itself, its folder's links followed."""
        if path == "/":
            return self._root or "/"
        if "\0" in path:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        folder, _, name = path.rstrip("/").rpartition("/")
        if name in ("", ".", ".."):
            return self._root + self.resolve(path)
        return f"{self._root}{self._folder(folder).rstrip('/')}/{name}"

    def stat(self, path: str) -> Stat:
        """Look at `path` itself; a final link is not followed."""
        return look_at(self.place(path))

    def exists(self, path: str) -> bool:
        """Say whether `path` itself is there, be it a dangling link."""
        try:
            os.lstat(self.place(path))
        except OSError:
            return False
        return True

    def resolve(self, path: str) -> str:
        """Follow every link, inside the host only, and return the path that is reached."""
        if "\0" in path:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        waiting = [part for part in reversed(path.split("/")) if part not in ("", ".")]
        reached = ""
        links = 0
        while waiting:
            part = waiting.pop()
            if part == "..":
                reached = reached.rpartition("/")[0]
                continue
            here = f"{reached}/{part}"
            if modes.S_ISLNK(os.lstat(self._root + here).st_mode):
                links += 1
                if links > MOST_LINKS:
                    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), path)
                target = os.readlink(self._root + here)
                waiting.extend(
                    part for part in reversed(target.split("/")) if part not in ("", ".")
                )
                reached = "" if target.startswith("/") else reached
            else:
                reached = here
        return reached or "/"

    def target(self, path: str) -> str:
        """Read a symbolic link."""
        return os.readlink(self.place(path))

    def names(self, path: str) -> tuple[str, ...]:
        """List a directory, sorted, without . and .. ."""
        descriptor = _open_folder(self._root + self.resolve(path) or "/")
        try:
            return tuple(sorted(os.listdir(descriptor)))
        finally:
            os.close(descriptor)

    def read(self, path: str, limit: int = READ_LIMIT) -> EvidenceFile:
        """Read a regular file of at most `limit` bytes, links followed inside the host."""
        descriptor, seen = self._open(path)
        try:
            if seen.st_size > limit:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
            data = _read(descriptor, limit + 1)
        finally:
            os.close(descriptor)
        if len(data) > limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        return EvidenceFile(path, data, stat_of(seen))

    def head(self, path: str, size: int) -> bytes:
        """Read the first `size` bytes of a regular file of any size."""
        descriptor, _ = self._open(path)
        try:
            return _read(descriptor, size)
        finally:
            os.close(descriptor)

    def open(self, path: str) -> BufferedReader:
        """Open a regular file of any size, links followed inside the host."""
        descriptor, _ = self._open(path)
        return os.fdopen(descriptor, "rb")

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """Hash the content of a regular file of any size, once for each state of the file."""
        descriptor, seen = self._open(path)
        try:
            state = (seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size)
            key = (*state, algorithm)
            known = self._digests.get(key)
            if known is None:
                known = _hash(descriptor, algorithm, max(seen.st_size, READ_LIMIT))
                if seen.st_ctime_ns + RACY_NS < time.time_ns():
                    self._digests[key] = known
            return known
        finally:
            os.close(descriptor)

    def extended(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return every extended attribute of `path` itself: name and value in hexadecimal."""
        return attributes.extended(self.place(path))

    def snapshot(self, path: str) -> Snapshot:
        """Return all that is needed to put `path` back, its content only as a hash."""
        try:
            return self._snapshot(path, self.place(path))
        except (FileNotFoundError, NotADirectoryError):
            return Snapshot(path=path)

    def _snapshot(self, path: str, place: str) -> Snapshot:
        seen = look_at(place)
        return Snapshot(
            path=path,
            stat=seen,
            sha256=self.digest(path) if seen.kind == "file" else None,
            target=os.readlink(place) if seen.kind == "link" else None,
            attributes=attributes.extended(place),
            flags=attributes.flags(place) if seen.kind in ("file", "directory") else 0,
        )

    def walk(
        self,
        path: str,
        *,
        depth: int = 32,
        missed: Missed = lambda _: None,
    ) -> Iterator[tuple[str, Stat]]:
        """Yield everything below `path`, other disks too, but no network or pseudo file system.

        Links are not followed. `missed` is told of folders that could not be read.
        """
        start = self.resolve(path)
        foreign = foreign_places()
        waiting = [(start, 0)]
        while waiting:
            folder, level = waiting.pop()
            try:
                descriptor = _open_folder(self._root + folder or "/")
            except OSError as error:
                missed(error)
                continue
            try:
                for entry in _entries(descriptor, folder, missed):
                    here = f"{folder.rstrip('/')}/{entry.name}"
                    if self._root + here in foreign:
                        continue  # not even asked: a server may never answer
                    try:
                        seen = look_at(entry.name, descriptor)
                    except OSError:
                        continue  # gone since it was listed
                    yield here, seen
                    if seen.kind == "directory" and level < depth:
                        waiting.append((here, level + 1))
            finally:
                os.close(descriptor)

    def _folder(self, folder: str) -> str:
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self.resolve(folder)
        return known

    def _open(self, path: str) -> tuple[int, os.stat_result]:
        place = self.place(path)
        kind = modes.S_IFMT(os.lstat(place).st_mode)
        if kind == modes.S_IFLNK:
            place = self._root + self.resolve(path)
            kind = modes.S_IFMT(os.lstat(place).st_mode)
        if kind != modes.S_IFREG:  # opening a device can act: a watchdog, a tape
            raise OSError(errno.EINVAL, "not a regular file", path)
        descriptor = _open(place)
        seen = os.fstat(descriptor)
        if not modes.S_ISREG(seen.st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a regular file", path)
        return descriptor, seen


def _open(place: str) -> int:
    try:
        return os.open(place, FLAGS | os.O_NOATIME)
    except PermissionError:  # O_NOATIME is for the owner and root: open(2)
        return os.open(place, FLAGS)


def _open_folder(place: str) -> int:
    access = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(place, access | os.O_NOATIME)
    except PermissionError:
        return os.open(place, access)


def _entries(descriptor: int, folder: str, missed: Missed) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(descriptor) as entries:
            found = sorted(islice(entries, MOST_NAMES), key=lambda entry: entry.name)
    except OSError as error:  # a disk that fails, a file system that changed its mind
        missed(OSError(error.errno, error.strerror, folder))
        return []
    if len(found) == MOST_NAMES:
        missed(OSError(errno.EFBIG, f"only the first {MOST_NAMES} names were read", folder))
    return found


def _hash(descriptor: int, algorithm: str, most: int) -> str:
    """Hash what is there, but no more than `most`: a file can grow as fast as it is read."""
    hashed = hashlib.new(algorithm, usedforsecurity=False)
    while most > 0 and (chunk := os.read(descriptor, min(most, CHUNK))):
        hashed.update(chunk)
        most -= len(chunk)
    return hashed.hexdigest()


def _read(descriptor: int, most: int) -> bytes:
    chunks = []
    while most > 0 and (chunk := os.read(descriptor, min(most, CHUNK))):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)
