"""Which libraries the dynamic linker has put into this process without being asked to."""

import os
import struct
import sys
from collections.abc import Callable, Iterable
from typing import Final

from rootout.model.value import value

_ELF64_LITTLE: Final = b"\x7fELF\x02\x01"
_LOAD, _DYNAMIC = 1, 2  # types of program headers
_NULL, _NEEDED, _STRINGS, _NAME = 0, 1, 5, 14  # dynamic tags
_MOST_HEADERS: Final = 64
_PART: Final = 1 << 18  # bytes; no honest dynamic section or name table of ours is longer
# Loaded by libc itself when names are looked up or text is converted (nsswitch.conf(5)).
_ON_DEMAND: Final = ("libnss_", "libnsl", "/gconv/")

ReadPart = Callable[[str, int, int], bytes]


@value
class Library:
    """What a library calls itself, and which others it asks the linker for."""

    name: str | None
    needed: tuple[str, ...]


def unexpected_libraries(maps: bytes, read: ReadPart) -> tuple[str, ...]:
    """Return the mapped programs and libraries that nothing in this interpreter asked for.

    Asked for are the interpreter, its extension modules, and what each of these names as
    DT_NEEDED (elf(5)), and so on. A preloaded library is named by nobody. Two that claim
    the same name are both reported.
    """
    paths = mapped_programs(maps)
    libraries = {path: _library(path, read) for path in paths}
    answers: dict[str, list[str]] = {}
    for path, library in libraries.items():
        answers.setdefault(library.name or path.rpartition("/")[2], []).append(path)
    wanted = _roots(paths)
    reached: set[str] = set()
    while wanted:
        path = wanted.pop()
        if path not in reached:
            reached.add(path)
            found = [answers.get(name, []) for name in libraries[path].needed]
            wanted += [paths[0] for paths in found if len(paths) == 1]
    return tuple(path for path in paths if path not in reached and not _is_on_demand(path))


def mapped_programs(maps: bytes) -> tuple[str, ...]:
    """Return the path of every executable file mapping in /proc/PID/maps (proc(5))."""
    paths = set()
    for line in maps.split(b"\n"):
        words = line.split(None, 5)
        if len(words) == 6 and b"x" in words[1] and words[5].startswith(b"/"):
            paths.add(words[5].decode(errors="surrogateescape"))
    return tuple(sorted(paths))


def parse_library(read: Callable[[int, int], bytes]) -> Library:
    """Read the dynamic section of a 64-bit little-endian ELF file through `read(offset, size)`.

    Raises ValueError or struct.error for anything else.
    """
    head = read(0, 64)
    if not head.startswith(_ELF64_LITTLE):
        raise ValueError("not a 64-bit little-endian ELF file")
    (table,) = struct.unpack_from("<Q", head, 32)
    size, count = struct.unpack_from("<HH", head, 54)
    if size < 56 or count > _MOST_HEADERS:
        raise ValueError("odd program headers")
    raw = read(table, size * count)
    headers = [struct.unpack_from("<IIQQQQ", raw, size * number) for number in range(count)]
    tags = [tag for kind, _, at, _, _, length in headers if kind == _DYNAMIC
            for tag in _tags(read(at, min(length, _PART)))]  # fmt: skip
    texts = _Texts(read, headers, tags)
    return Library(
        name=next((texts.at(number) for tag, number in tags if tag == _NAME), None),
        needed=tuple(texts.at(number) for tag, number in tags if tag == _NEEDED),
    )


class _Texts:
    """The name table of a library."""

    def __init__(
        self,
        read: Callable[[int, int], bytes],
        headers: Iterable[tuple[int, ...]],
        tags: Iterable[tuple[int, int]],
    ) -> None:
        address = next((number for tag, number in tags if tag == _STRINGS), 0)
        places = [
            address - start + offset
            for kind, _, offset, start, _, length in headers
            if kind == _LOAD and start <= address < start + length
        ]
        self._data = read(places[0], _PART) if places else b""

    def at(self, position: int) -> str:
        end = self._data.find(b"\0", position)
        return self._data[position : max(end, position)].decode(errors="surrogateescape")


def _tags(data: bytes) -> Iterable[tuple[int, int]]:
    for position in range(0, len(data) - 15, 16):
        tag, number = struct.unpack_from("<QQ", data, position)
        if tag == _NULL:
            return
        yield tag, number


def _library(path: str, read: ReadPart) -> Library:
    try:
        return parse_library(lambda offset, size: read(path, offset, size))
    except (OSError, ValueError, struct.error):
        return Library(name=None, needed=())


def _roots(paths: Iterable[str]) -> list[str]:
    """Return the interpreter itself and the extension modules that it has imported."""
    files = [getattr(module, "__file__", None) for module in tuple(sys.modules.values())]
    known = {os.path.realpath(path) for path in files if path and ".so" in path}
    known.add(os.readlink("/proc/self/exe"))
    return [path for path in paths if path in known]


def _is_on_demand(path: str) -> bool:
    return any(mark in path for mark in _ON_DEMAND)
