"""Mounts, as process 1 sees them."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class Mount(Record):
    """One line of mountinfo (proc(5))."""

    mount_point: str
    source: str
    type: str
    root: str
    options: tuple[str, ...]

    def entities(self) -> tuple[Entity, ...]:
        """Return the mount."""
        return (Entity("mount", self.mount_point),)


@artifact(form="live", attack=("T1564.013",))
def collect(host: Host) -> Iterator[Mount | Gap]:
    """Every mount of /proc/1/mountinfo."""
    raise NotImplementedError
