"""What rpm says of its files, from its SQLite database; older formats are a gap (rpm-rpmdb(8))."""

import sqlite3
import struct
from collections.abc import Iterator
from functools import cached_property

from rootout.host.api import ExpectedFile
from rootout.host.files import FileTree
from rootout.model.record import Gap, Reason

SQLITE = ("/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/rpmdb.sqlite")
OTHERS = ("/usr/lib/sysimage/rpm/Packages.db", "/var/lib/rpm/Packages.db", "/var/lib/rpm/Packages")
DATABASES = (*SQLITE, *OTHERS)
LIMIT = 1 << 30

# rpmtag.h: header tags, and the types of their values.
NAME, VERSION, RELEASE, ARCHITECTURE = 1000, 1001, 1002, 1022
DIGESTS, MODES, FLAGS = 1035, 1030, 1037
FOLDER_INDEXES, BASE_NAMES, FOLDERS, ALGORITHM = 1116, 1117, 1118, 5011
INT16, INT32, STRING, STRING_ARRAY = 3, 4, 6, 8
MOST_VALUES = 1_000_000
CONFIGURATION = 1
ALGORITHMS = {1: "md5", 2: "sha1", 8: "sha256", 9: "sha384", 10: "sha512"}
Header = dict[int, list[int] | list[str]]


class RpmDatabase:
    """The headers of every installed package."""

    manager = "rpm"

    def __init__(self, data: bytes, gaps: tuple[Gap, ...]) -> None:
        self._data = data
        self._gaps = list(gaps)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what could not be read."""
        return tuple(self._gaps)

    def owner(self, path: str) -> str | None:
        """Return the package that owns `path`."""
        found = self._files.get(path)
        return found.package if found else None

    def expected(self, path: str) -> ExpectedFile | None:
        """Return what `path` should be; None when no package owns it."""
        return self._files.get(path)

    def files(self) -> Iterator[tuple[str, ExpectedFile]]:
        """Yield every owned path with a digest."""
        return ((path, one) for path, one in self._files.items() if one.digest)

    def packages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, version and architecture of every installed package."""
        for header in self._headers:
            version = f"{_text(header, VERSION)}-{_text(header, RELEASE)}"
            yield _text(header, NAME), version, _text(header, ARCHITECTURE)

    @cached_property
    def _files(self) -> dict[str, ExpectedFile]:
        return {path: one for header in self._headers for path, one in _files_of(header)}

    @cached_property
    def _headers(self) -> tuple[Header, ...]:
        if not self._data:
            return ()
        database = sqlite3.connect(":memory:")
        headers = []
        try:
            database.deserialize(self._data)
            for (blob,) in database.execute("SELECT blob FROM Packages"):
                headers.append(parse_header(blob))
        except (sqlite3.Error, ValueError) as error:
            self._gaps.append(_gap(SQLITE[1], "malformed", str(error)[:120]))
        finally:
            database.close()
        return tuple(headers)


def open_rpm(tree: FileTree) -> RpmDatabase:
    """Return the database of the host in `tree`; empty with a gap where it cannot be read."""
    for path in SQLITE:
        if tree.exists(path):
            try:
                return RpmDatabase(tree.read(path, LIMIT).data, ())
            except OSError as error:
                return RpmDatabase(b"", (_gap(path, "denied", error.strerror or ""),))
    path = next(one for one in OTHERS if tree.exists(one))
    detail = "an rpm database of the older kind (ndb or Berkeley DB) cannot be read"
    return RpmDatabase(b"", (_gap(path, "unsupported", detail),))


def parse_header(blob: bytes) -> Header:
    """Read the header of one package: two counts, an index of tags, their values.

    Raises ValueError where the blob is not what rpm writes.
    """
    try:
        entries, size = struct.unpack_from(">II", blob)
        index = struct.iter_unpack(">IIII", blob[8 : 8 + 16 * entries])
        values = blob[8 + 16 * entries : 8 + 16 * entries + size]
        return {tag: _value(values, kind, at, count) for tag, kind, at, count in index}
    except (struct.error, TypeError) as error:
        raise ValueError(f"not the header of a package: {error}") from error


def _value(values: bytes, kind: int, at: int, count: int) -> list[int] | list[str]:
    count = min(count, MOST_VALUES, len(values))
    if kind in (INT16, INT32):
        width = "H" if kind == INT16 else "I"
        return list(struct.unpack_from(f">{count}{width}", values, at))
    if kind in (STRING, STRING_ARRAY, 9):
        parts = values[at:].split(b"\0", count)[:count]
        return [part.decode(errors="surrogateescape") for part in parts]
    return []


def _files_of(header: Header) -> Iterator[tuple[str, ExpectedFile]]:
    names, folders = header.get(BASE_NAMES, []), header.get(FOLDERS, [])
    places, digests = header.get(FOLDER_INDEXES, []), header.get(DIGESTS, [])
    modes, flags = header.get(MODES, []), header.get(FLAGS, [])
    algorithm = ALGORITHMS.get(int(_text(header, ALGORITHM) or 1))
    package = _text(header, NAME)
    for number, (name, place) in enumerate(zip(names, places, strict=False)):
        if int(place) >= len(folders):
            continue
        digest = str(digests[number]) if number < len(digests) else ""
        mode = int(modes[number]) & 0o7777 if number < len(modes) else None
        flag = int(flags[number]) if number < len(flags) else 0
        yield (
            f"{folders[int(place)]}{name}",
            ExpectedFile(
                package=package,
                algorithm=algorithm if digest else None,
                digest=digest or None,
                is_configuration=bool(flag & CONFIGURATION),
                mode=mode,
            ),
        )


def _text(header: Header, tag: int) -> str:
    values = header.get(tag) or [""]
    return str(values[0])


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="packages", path=path, reason=reason, detail=detail)
