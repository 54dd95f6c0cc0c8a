"""The process file system, mounted nowhere, so that nothing can be mounted over its parts."""

import errno
import hashlib
import os
import stat as modes
from typing import Final

from rootout.errors import RootoutError
from rootout.host.api import READ_LIMIT
from rootout.host.statx import stat_of
from rootout.host.syscall import open_kernel
from rootout.model.file import EvidenceFile, Stat
from rootout.model.record import Gap

ROOT: Final = "/proc"
_BLOCK: Final = 1 << 20
_MAGIC: Final = frozenset({"exe", "cwd", "root"})


class ProcessFiles:
    """Everything below /proc, for the pid namespace of the caller (proc(5))."""

    def __init__(self) -> None:
        self.gaps: tuple[Gap, ...] = ()
        self._digests: dict[tuple[object, ...], str] = {}
        try:
            self._root = open_kernel().detach("proc")
        except RootoutError as refused:
            self._fall_back(refused.message)
        except OSError as refused:
            self._fall_back(refused.strerror or str(refused))

    def names(self, path: str) -> tuple[str, ...]:
        """List a directory, sorted."""
        descriptor = self._open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            return tuple(sorted(os.listdir(descriptor)))
        finally:
            os.close(descriptor)

    def target(self, path: str) -> str:
        """Read a link, such as /proc/PID/exe or /proc/PID/fd/N."""
        return os.readlink(_relative(path), dir_fd=self._root)

    def stat(self, path: str) -> Stat:
        """Look at `path`. A link of the kernel's own (exe, cwd, root, fd/N) is followed.

        Such a link is no file of anybody's; what it leads to may have no path any more.
        """
        follow = is_magic(path)
        found = os.stat(_relative(path), dir_fd=self._root, follow_symlinks=follow)
        if not modes.S_IFMT(found.st_mode):  # a timer, an epoll set and the like
            raise OSError(errno.EINVAL, "not a file", path)
        return stat_of(found)

    def read(self, path: str, limit: int = READ_LIMIT) -> EvidenceFile:
        """Read a file, links followed; OSError EFBIG where it is longer than `limit`."""
        descriptor = self._open_regular(path)
        try:
            data = _read_all(descriptor, limit + 1)
        finally:
            os.close(descriptor)
        if len(data) > limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), path)
        return EvidenceFile(path, data)

    def head(self, path: str, size: int) -> bytes:
        """Read the first `size` bytes of a file, such as /proc/PID/exe."""
        descriptor = self._open_regular(path)
        try:
            return _read_all(descriptor, size)
        finally:
            os.close(descriptor)

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """Hash a file of any size, such as /proc/PID/exe; once for each file."""
        descriptor = self._open_regular(path)
        try:
            found = os.fstat(descriptor)
            key = (algorithm, found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns)
            if key not in self._digests:
                self._digests[key] = _hash(descriptor, algorithm)
            return self._digests[key]
        finally:
            os.close(descriptor)

    def _open(self, path: str, flags: int) -> int:
        flags |= os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
        return os.open(_relative(path), flags, dir_fd=self._root)

    def _open_regular(self, path: str) -> int:
        try:
            descriptor = self._open(path, os.O_RDONLY | os.O_NOATIME)
        except PermissionError:  # O_NOATIME is for the file's owner and for root
            descriptor = self._open(path, os.O_RDONLY)
        if not modes.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), path)
        return descriptor

    def _fall_back(self, why: str) -> None:
        self._root = os.open(ROOT, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        detail = f"no process file system of our own ({why}): a mount over {ROOT} may hide things"
        self.gaps = (Gap(artifact="host", path=ROOT, reason="unsupported", detail=detail),)


def is_below(path: str) -> bool:
    """Say whether `path` is /proc or below it."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def is_magic(path: str) -> bool:
    """Say whether `path` is a link that the kernel follows by itself: /proc/PID/exe, fd/N ..."""
    head, _, last = path.rpartition("/")
    return last in _MAGIC or head.endswith("/fd")


def _relative(path: str) -> str:
    return path.removeprefix(ROOT).strip("/") or "."


def _read_all(descriptor: int, limit: int) -> bytes:
    data = bytearray()
    while len(data) < limit:
        block = os.read(descriptor, min(_BLOCK, limit - len(data)))
        if not block:
            break
        data += block
    return bytes(data)


def _hash(descriptor: int, algorithm: str) -> str:
    state = hashlib.new(algorithm, usedforsecurity=False)
    while block := os.read(descriptor, _BLOCK):
        state.update(block)
    return state.hexdigest()
