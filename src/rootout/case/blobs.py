"""Bytes of a case, each once, under their hash, compressed so that nothing can run them."""

import hashlib
import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from rootout.durable import sync_folder, write_all
from rootout.errors import RootoutError

AT_ONCE = 16  # waits for the disk: a journal of the file system ends them together


class Blobs:
    """A folder of zlib streams named by the SHA-256 of what is inside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[Path, Path] | None = None  # whole, but perhaps not on disk, by its end

    def put(self, data: bytes) -> str:
        """Keep `data`, on disk before this returns, and return its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if self._waiting is not None:
            if path not in self._waiting and not path.exists():
                self._waiting[path] = self._write(path, zlib.compress(data, 1))
        elif not path.exists():
            self._settle({path: self._write(path, zlib.compress(data, 1))})
        return sha256

    @contextmanager
    def together(self) -> Iterator[None]:
        """Put many and wait for the disk once: it has them all when this ends, not before."""
        waiting = self._waiting = {}
        try:
            yield
        finally:
            self._waiting = None
            self._settle(waiting)

    def get(self, sha256: str) -> bytes:
        """Return what `put` kept. Raises RootoutError where it is missing or altered."""
        path = self._path(sha256)
        try:
            data = zlib.decompress(path.read_bytes())
        except (OSError, zlib.error) as error:
            hint = "The case was damaged or moved in part; look for another copy of its folder."
            raise RootoutError(
                f"the kept bytes {sha256[:12]} cannot be read: {error}", hint
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            hint = "Someone changed the case; do not trust what undo would put back."
            raise RootoutError(f"the kept bytes {sha256[:12]} are not what was kept", hint)
        return data

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.z"

    def _write(self, path: Path, compressed: bytes) -> Path:
        """Write what shall be at `path` beside it, and return where."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            write_all(descriptor, compressed)
        finally:
            os.close(descriptor)
        return temporary

    def _settle(self, waiting: dict[Path, Path]) -> None:
        """Give what was written its name once the disk has all of it, then the names too."""
        if not waiting:
            return
        with ThreadPoolExecutor(min(AT_ONCE, len(waiting))) as pool:
            list(pool.map(_sync, waiting.values()))
            for path, temporary in waiting.items():
                temporary.rename(path)
            list(pool.map(sync_folder, {self._folder, *(path.parent for path in waiting)}))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
