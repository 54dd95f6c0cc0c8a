"""The header of one installed rpm package: what files it has (rpm's docs/manual/format.md)."""

import re
import struct
from collections.abc import Iterator
from typing import TypeVar

from rootout.model.value import value

T = TypeVar("T")

# rpmtag.h: the tags that say something of files, and of which type they are.
NAME, VERSION, RELEASE, ARCHITECTURE = 1000, 1001, 1002, 1022
MODES, DIGESTS, FLAGS, USERS, GROUPS = 1030, 1035, 1037, 1039, 1040
FOLDER_INDEXES, BASE_NAMES, FOLDERS, ALGORITHM = 1116, 1117, 1118, 5011
INT16, INT32, STRING, STRING_ARRAY = 3, 4, 6, 8
TYPES = {
    **dict.fromkeys((NAME, VERSION, RELEASE, ARCHITECTURE), STRING),
    **dict.fromkeys((DIGESTS, USERS, GROUPS, BASE_NAMES, FOLDERS), STRING_ARRAY),
    **dict.fromkeys((FLAGS, FOLDER_INDEXES, ALGORITHM), INT32),
    MODES: INT16,
}
MOST_TAGS = 0xFFFF  # header.c: hdrchkTags
CONFIGURATION, MISSING_OK, GHOST = 1, 1 << 3, 1 << 6  # rpmfiles.h: rpmfileAttrs
MD5 = 1  # of a header that names no algorithm
ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224"}
HEXADECIMAL = re.compile(r"[0-9a-f]{32,128}")
Numbers = dict[int, list[int]]
Texts = dict[int, list[str]]


@value
class RpmFile:
    """One file of a package; the digest is None where none is kept: folders, links, ghosts."""

    path: str
    algorithm: str | None
    digest: str | None
    mode: int | None
    user: str | None
    group: str | None
    is_configuration: bool


class RpmHeader:
    """One package. Raises ValueError where the blob is not what rpm writes."""

    def __init__(self, blob: bytes) -> None:
        self._numbers: Numbers = {}
        self._texts: Texts = {}
        try:
            self._read(blob)
        except struct.error as error:
            raise ValueError(f"not the header of a package: {error}") from error
        self.name = self._text(NAME)
        if not self.name:
            raise ValueError("the header has no name")

    @property
    def version(self) -> str:
        """Return version and release."""
        return f"{self._text(VERSION)}-{self._text(RELEASE)}"

    @property
    def architecture(self) -> str:
        """Return the architecture, such as x86_64."""
        return self._text(ARCHITECTURE)

    def files(self) -> Iterator[RpmFile]:
        """Yield every file. Raises ValueError where the lists do not fit one another."""
        names, folders = self._texts.get(BASE_NAMES, []), self._texts.get(FOLDERS, [])
        places = self._numbers.get(FOLDER_INDEXES, [])
        if len(names) != len(places) or any(place >= len(folders) for place in places):
            raise ValueError(f"the lists of files of {self.name} do not fit one another")
        algorithm = ALGORITHMS.get(_at(self._numbers.get(ALGORITHM), 0) or MD5)
        for number, (name, place) in enumerate(zip(names, places, strict=True)):
            flags = _at(self._numbers.get(FLAGS), number) or 0
            mode = _at(self._numbers.get(MODES), number)
            digest = _at(self._texts.get(DIGESTS), number) or ""
            # A ghost is only a name, and what may be missing may be changed as well.
            is_judged = HEXADECIMAL.fullmatch(digest) and not flags & (GHOST | MISSING_OK)
            yield RpmFile(
                path=folders[place] + name,
                algorithm=algorithm if is_judged else None,
                digest=digest if is_judged and algorithm else None,
                mode=None if mode is None else mode & 0o7777,
                user=_at(self._texts.get(USERS), number),
                group=_at(self._texts.get(GROUPS), number),
                is_configuration=bool(flags & CONFIGURATION),
            )

    def _read(self, blob: bytes) -> None:
        count, size = struct.unpack_from(">II", blob)
        start = 8 + 16 * count
        if count > MOST_TAGS or len(blob) < start:
            raise ValueError("not the header of a package: its index is cut short")
        values = memoryview(blob)[start : start + size]
        for tag, kind, at, length in struct.iter_unpack(">IIII", blob[8:start]):
            if TYPES.get(tag) != kind or tag in self._numbers or tag in self._texts:
                continue
            if length > len(values):  # each value is a byte at least
                raise ValueError(f"not the header of a package: tag {tag} counts {length} values")
            if kind in (INT16, INT32):
                form = f">{length}{'H' if kind == INT16 else 'I'}"
                self._numbers[tag] = list(struct.unpack_from(form, values, at))
            else:
                self._texts[tag] = _strings(bytes(values[at:]), length)

    def _text(self, tag: int) -> str:
        return (self._texts.get(tag) or [""])[0]


def _strings(values: bytes, count: int) -> list[str]:
    parts = values.split(b"\0", count)[:count]
    return [part.decode(errors="surrogateescape") for part in parts]


def _at(values: list[T] | None, number: int) -> T | None:
    return values[number] if values and number < len(values) else None
