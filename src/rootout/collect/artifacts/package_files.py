"""Packaged files that are not what their package says."""

from collections.abc import Iterator
from typing import Literal

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Gap, Record
from rootout.model.value import value

Change = Literal["content", "mode", "owner", "type", "missing"]


@value
class ChangedPackageFile(Record):
    """One packaged file whose digest, mode, owner or type differs from its package's."""

    path: str
    package: str
    changes: tuple[Change, ...]
    expected: str
    actual: str
    is_configuration: bool
    content: str  # elf, script, text, data, empty, link, directory, missing
    modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)


@artifact(form="tree", attack=("T1554",))
def collect(host: Host) -> Iterator[ChangedPackageFile | Gap]:
    """Every packaged file with a digest, compared in-process with what its package says."""
    raise NotImplementedError
