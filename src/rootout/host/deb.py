"""Single files out of a package of Debian, without unpacking it or running any of it: deb(5)."""

import bz2
import gzip
import hashlib
import io
import lzma
import re
import zlib
from collections.abc import Callable
from typing import BinaryIO

from rootout.host.tar_stream import Stream, TarFile, files_in

MAGIC = b"!<arch>\n"
HEADER = 60  # bytes, of each member of an ar archive: deb(5)
MOST_MEMBERS = 16
MEMORY = 256 * 1024 * 1024  # bytes that unpacking may take
WINDOW = 1 << 27  # of zstd: what zstd(1) itself allows
SUMS = "/md5sums"
SUM = re.compile(rb"([0-9a-f]{32})[ ][ *](?:\./)?(.+)")


class UnreadablePackageError(Exception):
    """The package is damaged, or packed in a way that cannot be unpacked here."""


def file_in(package: BinaryIO, paths: frozenset[str]) -> TarFile | None:
    """Return the first file of `package` at one of `paths`, if it is what the package says of it.

    Raises UnreadablePackageError, also where its own md5sums say otherwise.
    """
    try:
        found = _find(package, paths)
        if found is None:
            return None
        sums = next(files_in(_open(package, b"control.tar"), frozenset((SUMS,))), None)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, MemoryError) as error:
        raise UnreadablePackageError(str(error) or type(error).__name__) from error
    said = _sums(sums.data if sums else b"").get(found.path)
    if said not in (None, hashlib.md5(found.data, usedforsecurity=False).hexdigest()):
        raise UnreadablePackageError(f"{found.path} in it is not what its own md5sums say")
    return found


def _find(package: BinaryIO, paths: frozenset[str]) -> TarFile | None:
    found = next(files_in(_open(package, b"data.tar"), paths), None)
    if found is None or found.target is None:
        return found
    whole = next(files_in(_open(package, b"data.tar"), frozenset((found.target,))), None)
    return None if whole is None or whole.target is not None else whole


def _sums(data: bytes) -> dict[str, str]:
    """Read md5sums, as dh_md5sums(1) writes them; configuration files are not in it."""
    matches = (SUM.fullmatch(line) for line in data.split(b"\n"))
    return {
        f"/{match[2].decode(errors='surrogateescape')}": match[1].decode()
        for match in matches
        if match
    }


def _open(package: BinaryIO, wanted: bytes) -> Stream:
    """Open the member of the package that is called `wanted`, with whatever it is packed."""
    package.seek(0)
    if package.read(len(MAGIC)) != MAGIC:
        raise ValueError("it is no package")
    for _ in range(MOST_MEMBERS):
        header = package.read(HEADER)
        if len(header) < HEADER:
            break
        name, size = header[:16].rstrip(b" /"), int(header[48:58])
        if size < 0:
            break
        if name.startswith(wanted):
            return _unpacking(name.removeprefix(wanted))(_part(package, size))
        package.seek(size + size % 2, io.SEEK_CUR)
    raise ValueError(f"it has no {wanted.decode()}")


def _part(package: BinaryIO, size: int) -> io.BufferedReader:
    return io.BufferedReader(_Part(package, size))


def _unpacking(suffix: bytes) -> Callable[[io.BufferedReader], Stream]:
    known: dict[bytes, Callable[[io.BufferedReader], Stream]] = {
        b"": lambda part: part,
        b".gz": lambda part: gzip.GzipFile(fileobj=part),
        b".bz2": bz2.BZ2File,
        b".xz": lambda part: io.BufferedReader(_Xz(part)),
        b".zst": _zstd,
    }
    if suffix not in known:
        raise ValueError(f"it is packed with {suffix.decode(errors='replace')}")
    return known[suffix]


def _zstd(part: io.BufferedReader) -> Stream:
    try:
        import zstandard
    except ImportError as error:
        raise ValueError("it is packed with zstd: pip install 'rootout[evidence]'") from error
    return _Zstd(zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(part))


class _Zstd:
    """Says of a damage what the other formats say."""

    def __init__(self, reader: Stream) -> None:
        self._reader = reader

    def read(self, size: int, /) -> bytes:
        try:
            return self._reader.read(size)
        except Exception as error:  # its own type, known only where the package is
            raise ValueError(str(error)) from error


class _Part(io.RawIOBase):
    """The next `size` bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        data = self._file.read(min(len(buffer), self._left))
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)


class _Xz(io.RawIOBase):
    """Unpacks xz in bounded memory, which `lzma.LZMAFile` does not."""

    def __init__(self, part: io.BufferedReader) -> None:
        self._part = part
        self._unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        data = b""
        while not data and not self._unpacker.eof:
            packed = self._part.read(1 << 16) if self._unpacker.needs_input else b""
            if not packed and self._unpacker.needs_input:
                raise EOFError("it ends in the middle")
            data = self._unpacker.decompress(packed, len(buffer))
        buffer[: len(data)] = data
        return len(data)
