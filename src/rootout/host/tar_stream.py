"""Files out of a tar archive that is read once, from front to back: tar(5), as dpkg writes it.

Python's own reader takes what an archive claims of itself: a name of 8 GiB is read as a name.
"""

from collections.abc import Iterator
from typing import Protocol

from rootout.model.value import value

BLOCK = 512
CHUNK = 1 << 20
MOST_BYTES = 256 * 1024 * 1024  # of one file that is wanted
MOST_READ = 4 * 1024 * 1024 * 1024  # of one archive, however small it was packed
LONGEST_NAME = 4096
FILE, OLD_FILE, CONTIGUOUS, HARD_LINK, LONG_NAME, LONG_TARGET = b"0", b"\0", b"7", b"1", b"L", b"K"
USTAR = b"ustar\x00"
NUMBER = 0x80  # the first bit of a field that holds the number itself


class Stream(Protocol):
    """What an archive is read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; none at the end."""


@value
class TarFile:
    """One regular file of an archive, or another name of one that came before: `target`."""

    path: str  # absolute
    mode: int
    uid: int
    gid: int
    user: str
    group: str
    modified: int  # seconds since 1970
    target: str | None
    data: bytes


def files_in(stream: Stream, wanted: frozenset[str]) -> Iterator[TarFile]:
    """Yield the files at the paths `wanted`. Raises ValueError where the archive is damaged."""
    left = MOST_READ
    name = target = None
    while (header := _whole(stream, BLOCK)).strip(b"\0"):
        _require_sum(header)
        kind, size = header[156:157], _number(header[124:136])
        left -= size + BLOCK
        if left < 0 or size < 0:
            raise ValueError("it holds more than is ever read")
        if kind in (LONG_NAME, LONG_TARGET):
            text = _content(stream, size, LONGEST_NAME).rstrip(b"\0")
            name, target = (text, target) if kind == LONG_NAME else (name, text)
            continue
        path = _absolute(_name(header) if name is None else name)
        linked = header[157:257].partition(b"\0")[0] if target is None else target
        name = target = None
        if kind == HARD_LINK and path in wanted:
            yield _file(header, path, _absolute(linked), b"")
        if kind in (FILE, OLD_FILE, CONTIGUOUS) and path in wanted:
            yield _file(header, path, None, _content(stream, size, MOST_BYTES))
        else:
            _skip(stream, _padded(size))


def _file(header: bytes, path: str, target: str | None, data: bytes) -> TarFile:
    user, group = (header[at : at + 32].partition(b"\0")[0] for at in (265, 297))
    return TarFile(
        path=path,
        mode=_number(header[100:108]) & 0o7777,
        uid=_number(header[108:116]),
        gid=_number(header[116:124]),
        user=user.decode(errors="surrogateescape"),
        group=group.decode(errors="surrogateescape"),
        modified=_number(header[136:148]),
        target=target,
        data=data,
    )


def _name(header: bytes) -> bytes:
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[257:263] == USTAR else b""
    return prefix + b"/" + name if prefix else name


def _absolute(name: bytes) -> str:
    return "/" + name.decode(errors="surrogateescape").removeprefix("./").strip("/")


def _number(field: bytes) -> int:
    if field[0] & NUMBER:
        return int.from_bytes(bytes((field[0] & ~NUMBER,)) + field[1:])
    return int(field.strip(b" \0") or b"0", 8)


def _require_sum(header: bytes) -> None:
    blank = header[:148] + b" " * 8 + header[156:]
    if sum(blank) != _number(header[148:156]):
        raise ValueError("a header is damaged")


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _content(stream: Stream, size: int, most: int) -> bytes:
    if size > most:
        raise ValueError(f"{size} bytes are too many")
    return _whole(stream, _padded(size))[:size]


def _whole(stream: Stream, size: int) -> bytes:
    """Read exactly `size` bytes, of which a stream may give fewer at a time."""
    parts = []
    while size > 0:
        part = stream.read(min(size, CHUNK))
        if not part:
            raise ValueError("it ends in the middle")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _skip(stream: Stream, size: int) -> None:
    while size > 0:
        size -= len(_whole(stream, min(size, CHUNK)))
