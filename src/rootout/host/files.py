"""The files of a host: read without being led astray, blocked, or drowned."""

import errno
import hashlib
import os
import stat as modes
from collections.abc import Callable, Iterator

from rootout.host import attributes
from rootout.host.filesystems import is_local
from rootout.model.file import EvidenceFile, FileKind, Snapshot, Stat

READ_LIMIT = 64 * 1024 * 1024
MOST_LINKS = 40  # as the kernel: path_resolution(7)
CHUNK = 1 << 20
FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

KINDS: dict[int, FileKind] = {
    modes.S_IFREG: "file",
    modes.S_IFDIR: "directory",
    modes.S_IFLNK: "link",
    modes.S_IFIFO: "fifo",
    modes.S_IFSOCK: "socket",
    modes.S_IFBLK: "block",
    modes.S_IFCHR: "character",
}


class FileTree:
    """The files below `root`, under the paths that the host itself would use.

    Links, absolute ones too, are followed inside `root` only. Folders that were resolved once
    are remembered, because a scan asks for tens of thousands of files in a few of them.
    """

    def __init__(self, root: str) -> None:
        self._root = "" if root == "/" else root.rstrip("/")
        self._folders: dict[str, str] = {"/": "/", "": "/"}
        self._digests: dict[tuple[object, ...], str] = {}

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
        return stat_of(os.lstat(self.place(path)))

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
        return tuple(sorted(os.listdir(self._root + self.resolve(path))))

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

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """Hash the content of a regular file of any size, once for each state of the file."""
        descriptor, seen = self._open(path)
        try:
            state = (seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size)
            key = (*state, algorithm)
            if key not in self._digests:
                hashed = hashlib.new(algorithm, usedforsecurity=False)
                while chunk := os.read(descriptor, CHUNK):
                    hashed.update(chunk)
                self._digests[key] = hashed.hexdigest()
            return self._digests[key]
        finally:
            os.close(descriptor)

    def snapshot(self, path: str) -> Snapshot:
        """Return all that is needed to put `path` back, its content only as a hash."""
        try:
            place = self.place(path)
            seen = stat_of(os.lstat(place), attributes.birth_time(place))
        except FileNotFoundError:
            return Snapshot(path=path)
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
        missed: Callable[[OSError], object] = lambda _: None,
    ) -> Iterator[tuple[str, Stat]]:
        """Yield everything below `path`, other disks too, but no network or pseudo file system.

        Links are not followed. `missed` is told of folders that could not be read.
        """
        start = self.resolve(path)
        waiting = [(start, 0, os.lstat(self._root + start).st_dev)]
        while waiting:
            folder, level, device = waiting.pop()
            try:
                with os.scandir(self._root + folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                missed(error)
                continue
            for entry in found:
                here = f"{folder.rstrip('/')}/{entry.name}"
                try:
                    seen = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # gone since it was listed
                yield here, stat_of(seen)
                if not modes.S_ISDIR(seen.st_mode) or level >= depth:
                    continue
                if seen.st_dev == device or is_local(self._root + here):
                    waiting.append((here, level + 1, seen.st_dev))

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


def stat_of(seen: os.stat_result, born_ns: int | None = None) -> Stat:
    """Turn what lstat(2) says into a `Stat`."""
    return Stat(
        kind=KINDS[modes.S_IFMT(seen.st_mode)],
        mode=modes.S_IMODE(seen.st_mode),
        uid=seen.st_uid,
        gid=seen.st_gid,
        size=seen.st_size,
        device=seen.st_dev,
        inode=seen.st_ino,
        links=seen.st_nlink,
        accessed_ns=seen.st_atime_ns,
        modified_ns=seen.st_mtime_ns,
        changed_ns=seen.st_ctime_ns,
        born_ns=born_ns,
    )


def _open(place: str) -> int:
    try:
        return os.open(place, FLAGS | os.O_NOATIME)
    except PermissionError:  # O_NOATIME is for the owner and root: open(2)
        return os.open(place, FLAGS)


def _read(descriptor: int, most: int) -> bytes:
    chunks = []
    while most > 0 and (chunk := os.read(descriptor, min(most, CHUNK))):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)
