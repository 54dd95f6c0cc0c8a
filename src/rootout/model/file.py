"""Files as evidence: what stat says, and bytes that remember where they came from."""

import hashlib
from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from rootout.model.record import Origin
from rootout.model.value import value

FileKind = Literal["file", "directory", "link", "fifo", "socket", "block", "character"]


@value
class Stat:
    """What statx(2) says of a path itself, links not followed. Times are nanoseconds."""

    kind: FileKind
    mode: int  # permission bits with SUID, SGID and sticky: 0o0 to 0o7777
    uid: int
    gid: int
    size: int
    device: int
    inode: int
    links: int
    accessed_ns: int
    modified_ns: int
    changed_ns: int
    born_ns: int | None = None
    locks: int = 0  # chattr flags that hold it as it is: immutable 0x10, append-only 0x20


@value
class Snapshot:
    """Everything that is needed to put a path back as it was; `stat` None: there was nothing."""

    path: str
    stat: Stat | None = None
    sha256: str | None = None  # of a regular file's content, kept in the vault under it
    target: str | None = None  # of a symbolic link
    attributes: tuple[tuple[str, str], ...] = ()  # extended attributes, ACLs too: name, hex
    flags: int = 0  # chattr flags: FS_IOC_GETFLAGS


class Line(str):
    """One line of text that knows its origin; `text` is the line with its blanks kept."""

    __slots__ = ("origin", "text")
    origin: Origin
    text: str


class EvidenceFile:
    """The bytes of one file, read once."""

    def __init__(self, path: str, data: bytes, stat: Stat | None = None) -> None:
        self.path = path
        self.data = data
        self.stat = stat
        self.package: str | None = None  # the owner, where these are the bytes it installed
        self.home = ""  # in which it was found, where it was looked for in the homes of accounts
        self.account = ""  # whose home that is

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]

    @cached_property
    def sha256(self) -> str:
        """Return the hash under which the case keeps these bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def origin(self) -> Origin:
        """Return the origin of a fact that the whole file states."""
        return Origin(path=self.path, sha256=self.sha256)

    def lines(self, comment: str = "#") -> Iterator[Line]:
        r"""Yield each line, stripped, that is neither blank nor a comment.

        Lines end at `\n` only. Python's `splitlines` also ends them at VT, FS, NEL and U+2028,
        which no daemon does: a planted comment could shift line numbers or fake an entry.
        """
        text = self.data.decode(errors="surrogateescape")
        for number, raw in enumerate(text.split("\n"), start=1):
            line = Line(raw.strip(" \t\r"))
            if line and not (comment and line.startswith(comment)):
                line.text = raw
                line.origin = Origin(path=self.path, line=number, sha256=self.sha256)
                yield line
