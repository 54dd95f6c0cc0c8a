"""Bytes of a case, each once, under their hash, compressed so that nothing can run them."""

import hashlib
import os
import zlib
from pathlib import Path

from rootout.durable import sync_folder, write_all
from rootout.errors import RootoutError


class Blobs:
    """A folder of zlib streams named by the SHA-256 of what is inside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep `data`, on disk before this returns, and return its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self._folder)
            self._write(path, zlib.compress(data, 1))
        return sha256

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

    def _write(self, path: Path, compressed: bytes) -> None:
        temporary = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            write_all(descriptor, compressed)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.rename(path)
        sync_folder(path.parent)
