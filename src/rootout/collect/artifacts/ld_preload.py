"""Libraries that the dynamic linker loads into every program (ld.so(8))."""

import re
from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Record
from rootout.model.value import value

# What ld.so splits at; a carriage return is part of a name. It stops at a NUL, we go on.
BETWEEN = re.compile(r"[ \t\0:]+")


@value
class PreloadedLibrary(Record):
    """One library named in /etc/ld.so.preload."""

    library: str

    def entities(self) -> tuple[Entity, ...]:
        """Return the library and the file that loads it."""
        return (Entity("file", self.library), Entity("file", self.origin.path))

    def ties(self) -> Iterator[Tie]:
        """Tie the preload file to the library."""
        yield Tie(Entity("file", self.origin.path), "loads", Entity("file", self.library))


@artifact(files=("/etc/ld.so.preload",), attack=("T1574.006",))
def parse(file: EvidenceFile) -> Iterator[PreloadedLibrary | Gap]:
    """Libraries loaded before all others, into every program."""
    for line in file.lines(comment=""):
        text = line.text.partition("#")[0]
        for library in BETWEEN.split(text):
            if library:
                yield PreloadedLibrary(origin=line.origin, library=library)
