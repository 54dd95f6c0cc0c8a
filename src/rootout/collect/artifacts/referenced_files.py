"""The files that other records point at: programs, launchers, their targets; and what lies in temporary folders."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.evidence import Evidence
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class ReferencedFile(Record):
    """One file, judged by who owns it and what it holds."""

    path: str  # links resolved
    aliases: tuple[str, ...]  # the other paths by which records name it, sorted
    kind: str  # of model.file.FileKind
    mode: int
    uid: int
    gid: int
    size: int
    device: int
    inode: int
    modified: float
    changed: float
    born: float | None
    sha256: str | None
    content: str  # elf, script, text, data, empty, link, directory
    package: str | None
    is_intact: bool | None  # the package's digest holds; None where there is none to compare
    is_hidden: bool  # a component of the path begins with a dot or is only blanks and dots
    is_temporary: bool  # below /tmp /var/tmp /dev/shm /run/user /run/shm
    is_writable_by_others: bool
    is_executable: bool
    mentions: tuple[str, ...]  # absolute paths that an unowned script names
    referenced_by: tuple[str, ...]  # ids of the records that point here

    @property
    def is_trusted(self) -> bool:
        """Say whether a package owns the file and its content is what the package says."""
        return self.package is not None and self.is_intact is not False

    def entities(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)

    def ties(self) -> Iterator[Tie]:
        """Tie a script to the files it names."""
        for path in self.mentions:
            yield Tie(Entity("file", self.path), "starts", Entity("file", path))


@artifact(form="follow_up", attack=("T1105", "T1564.001"))
def collect(host: Host, evidence: Evidence) -> Iterator[ReferencedFile | Gap]:
    """What the other records point at, and every executable or hidden file in temporary folders."""
    raise NotImplementedError
