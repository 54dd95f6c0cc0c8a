"""Which files are looked at: everything in the folders that are named, archives within a budget."""

import io
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rootout.model.value import value

MOST_BYTES = 8 * 1024 * 1024  # of one file; a longer one is read from both ends
MOST_IN_ARCHIVE = 500  # members that are looked at
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error)
LEFT_OUT = frozenset((".git", ".svn", ".hg"))


@value
class Candidate:
    """One file, or one member of an archive: `path!member`."""

    path: str
    data: bytes


def paths(roots: tuple[Path, ...]) -> Iterator[str]:
    """Yield every regular file below `roots`, each once, links not followed."""
    seen: set[tuple[int, int]] = set()
    for root in roots:
        if root.is_file():
            yield str(root)
            continue
        for folder, names, files in os.walk(root, followlinks=False):
            names[:] = sorted(one for one in names if one not in LEFT_OUT)
            for name in sorted(files):
                path = os.path.join(folder, name)
                with suppress(OSError):
                    found = os.lstat(path)
                    if not stat.S_ISREG(found.st_mode) or not found.st_size:
                        continue
                    if found.st_nlink > 1:
                        if (found.st_dev, found.st_ino) in seen:
                            continue
                        seen.add((found.st_dev, found.st_ino))
                    yield path


def candidates(path: str) -> Iterator[Candidate]:
    """Yield the bytes of a file, and of what an archive holds. Raises OSError."""
    data = read(path)
    yield Candidate(path=path, data=data)
    if data.startswith(ARCHIVES):
        with suppress(OSError, EOFError, ValueError, RuntimeError, *BROKEN):
            yield from _members(path, data)


def read(path: str) -> bytes:
    """Read a file, following no last link and waiting for no FIFO; a long one from both ends."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return b""
        data = file.read(MOST_BYTES // 2)
        if found.st_size > len(data):
            file.seek(max(len(data), found.st_size - MOST_BYTES // 2))
            data += b"\n" + file.read(MOST_BYTES // 2)
        return data


def _members(path: str, data: bytes) -> Iterator[Candidate]:
    left = MOST_BYTES
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for one in archive.infolist()[:MOST_IN_ARCHIVE]:
                if one.is_dir() or one.file_size > left or one.flag_bits & 1:
                    continue
                with archive.open(one) as member:
                    found = member.read(left)
                left -= len(found)
                yield Candidate(path=f"{path}!{one.filename}", data=found)
        return
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as packed:
        for number, each in enumerate(packed):
            if number >= MOST_IN_ARCHIVE or each.size > left:
                return
            file = packed.extractfile(each) if each.isreg() else None
            if file is not None:
                left -= each.size
                yield Candidate(path=f"{path}!{each.name}", data=file.read())
