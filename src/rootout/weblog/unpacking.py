"""What logs are packed with, unpacked a piece at a time: gzip, bzip2, xz, zstd.

What is packed is known by its first bytes: a name can say anything. No piece is larger than
MOST, however far it unfolds, and what stands before a damage is not lost.
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Iterator

from rootout.errors import RootoutError

MOST = 4 * 1024 * 1024
SIP = 1024  # bytes of zstd at a time: they unfold to 32 MiB at most, 128 KiB for each 4
GZIP, BZIP, XZ, ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
WINDOW = 16 + zlib.MAX_WBITS  # what zlib calls gzip


class Damaged(Exception):  # noqa: N818 - it is a state of the log, not of this program
    """The log ends before its end."""


def pieces(log: io.BufferedReader) -> Iterator[bytes]:
    """Yield what `log` holds; Damaged where it cannot be unpacked any further."""
    start = log.peek(6)[:6]
    try:
        if start.startswith(GZIP):
            yield from _gzip(log)
        elif start.startswith(BZIP):
            yield from _one(bz2.BZ2File(log))
        elif start.startswith(XZ):
            yield from _one(lzma.LZMAFile(log))  # noqa: SIM115 - the same
        elif start.startswith(ZSTD):
            yield from _zstd(log)
        else:
            yield from _read(log)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise Damaged(str(error) or type(error).__name__) from error


def _read(log: io.BufferedReader) -> Iterator[bytes]:
    while data := log.read(MOST):
        yield data


def _one(log: bz2.BZ2File | lzma.LZMAFile) -> Iterator[bytes]:
    with log:
        while data := log.read1(MOST):
            yield data


def _gzip(log: io.BufferedReader) -> Iterator[bytes]:
    """Unpack gzip files that may be joined: gzip(1), ADVANCED USAGE."""
    data = log.read(MOST)
    while data.startswith(GZIP):
        unpacker = zlib.decompressobj(WINDOW)
        while not unpacker.eof:
            if not data:
                raise EOFError("it ends in the middle")
            yield unpacker.decompress(data, MOST)
            if not unpacker.eof:
                data = unpacker.unconsumed_tail or log.read(MOST)
        data = unpacker.unused_data
        data += log.read(MOST) if len(data) < len(GZIP) else b""
    if data.strip(b"\0"):
        raise EOFError("something else follows what is packed")


def _zstd(log: io.BufferedReader) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError as error:
        raise RootoutError(
            "A log is packed with zstd, which needs another package.",
            "pip install 'rootout[evidence]', or: zstd -dc LOG | rootout weblog -",
        ) from error
    unpackers = zstandard.ZstdDecompressor(max_window_size=1 << 27)
    unpacker = unpackers.decompressobj()
    try:
        while data := log.read(SIP):
            while data:
                if unpacker.eof:
                    unpacker = unpackers.decompressobj()
                yield unpacker.decompress(data)
                data = unpacker.unused_data if unpacker.eof else b""
    except zstandard.ZstdError as error:
        raise Damaged(str(error)) from error
    if not unpacker.eof:
        raise EOFError("it ends in the middle")
