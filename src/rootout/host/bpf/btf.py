"""Where the running kernel keeps what: the type information that it carries of itself.

Format: https://docs.kernel.org/bpf/btf.html. Only structures and unions are kept.
"""

import struct
from array import array
from collections.abc import Iterable
from typing import Final

KERNEL_TYPES: Final = "/sys/kernel/btf/vmlinux"
_MAGIC: Final = 0xEB9F
_HEADER: Final = struct.Struct("<HBBIIIII")
_TYPE: Final = struct.Struct("<III")  # name, kind and number of members, size
_STRUCTURE, _UNION = 4, 5
# Bytes behind the head of each kind: so many, and so many for each member.
_FIXED: Final = {1: 4, 3: 12, 14: 4, 17: 4}
_EACH: Final = {_STRUCTURE: 12, _UNION: 12, 6: 8, 13: 8, 15: 12, 19: 12}
_MOST_NESTED: Final = 8


class Types:
    """The structures of the kernel that are asked for, by name."""

    def __init__(self, data: bytes, names: Iterable[str]) -> None:
        """Read the type information `data`. Raises ValueError where it is none."""
        try:
            head = _HEADER.unpack_from(data)
        except struct.error as short:
            raise ValueError("type information that is too short") from short
        magic, _, _, length, types, types_length, strings, strings_length = head
        if magic != _MAGIC:
            raise ValueError("no type information")
        self._types = data[length + types : length + types + types_length]
        self._strings = data[length + strings : length + strings + strings_length]
        self._places = array("I", [0])  # of each type by its number, which starts at 1
        self._named: dict[str, int] = {}
        self._index({self._spelled(name): name for name in names})

    def offset(self, structure: str, member: str) -> int:
        """Return where `member` is in `structure`, in bytes. Raises LookupError."""
        found = self._find(self._named[structure], member, _MOST_NESTED)
        if found is None:
            raise LookupError(f"{structure} has no {member}")
        return found

    def size(self, structure: str) -> int:
        """Return the size of `structure` in bytes. Raises LookupError."""
        return int(_TYPE.unpack_from(self._types, self._named[structure])[2])

    def _spelled(self, name: str) -> int:
        """Return where the string `name` is in the table; -1 where it is not."""
        return self._strings.find(b"\0" + name.encode() + b"\0") + 1 or -1

    def _index(self, wanted: dict[int, str]) -> None:
        place, end = 0, len(self._types) - _TYPE.size
        while place <= end:
            name, kinds, _ = _TYPE.unpack_from(self._types, place)
            kind, members = kinds >> 24 & 31, kinds & 0xFFFF
            self._places.append(place)
            if name in wanted and kind in (_STRUCTURE, _UNION):
                self._named.setdefault(wanted[name], place)
            place += _TYPE.size + _FIXED.get(kind, 0) + _EACH.get(kind, 0) * members

    def _find(self, place: int, member: str, depth: int) -> int | None:
        """Look through a structure, and what in it has no name of its own."""
        kinds: int = _TYPE.unpack_from(self._types, place)[1]
        has_bit_fields = kinds >> 31
        for number in range(kinds & 0xFFFF):
            at = place + _TYPE.size * (number + 1)
            name, kind, bits = _TYPE.unpack_from(self._types, at)
            offset: int = (bits & 0xFFFFFF if has_bit_fields else bits) // 8
            if name and self._text(name) == member.encode():
                return offset
            inner = None if name or not depth else self._nested(kind, member, depth - 1)
            if inner is not None:
                return offset + inner
        return None

    def _nested(self, number: int, member: str, depth: int) -> int | None:
        place = self._places[number]
        kind = _TYPE.unpack_from(self._types, place)[1] >> 24 & 31
        return self._find(place, member, depth) if kind in (_STRUCTURE, _UNION) else None

    def _text(self, place: int) -> bytes:
        return self._strings[place : self._strings.index(b"\0", place)]
