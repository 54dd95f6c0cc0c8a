"""Files that the host's own programs are not shown."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class HiddenFile(Record):
    """One name that the kernel lists and the C library of the host's programs leaves out."""

    path: str

    def entities(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)


@artifact(form="tree", attack=("T1014", "T1574.006"))
def collect(host: Host) -> Iterator[HiddenFile | Gap]:
    """Names that differ between the kernel's listing and what ordinary programs are shown."""
    raise NotImplementedError
