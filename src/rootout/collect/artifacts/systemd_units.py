"""Units of systemd: what they start, whether they start by themselves, and from which files."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class SystemdUnit(Record):
    """One unit file, merged with its drop-ins (systemd.unit(5)). `origin` is the main file."""

    name: str
    files: tuple[str, ...]  # the unit file, then its drop-ins
    links: tuple[str, ...]  # links below *.wants, *.requires and aliases that name it
    commands: tuple[str, ...]  # every Exec*= line, prefixes taken off
    targets: tuple[str, ...]  # absolute paths that the commands name
    user: str
    restart: str
    triggers: tuple[str, ...]  # OnCalendar=, OnBootSec=, ListenStream=, PathChanged= ... lines
    environment: tuple[str, ...]
    package: str | None  # owner of the main file
    is_masked: bool
    file_modified: float

    @property
    def is_enabled(self) -> bool:
        """Say whether something starts the unit by itself."""
        return bool(self.links)

    def entities(self) -> tuple[Entity, ...]:
        """Return the unit, its files, and what it names."""
        paths = (*self.files, *self.targets)
        return (Entity("unit", self.name), *(Entity("file", path) for path in paths))

    def ties(self) -> Iterator[Tie]:
        """Tie the unit to what it starts."""
        for path in self.targets:
            yield Tie(Entity("unit", self.name), "starts", Entity("file", path))


@artifact(form="tree", attack=("T1543.002", "T1053.006"))
def collect(host: Host) -> Iterator[SystemdUnit | Gap]:
    """Services, timers, sockets and paths from every folder that systemd reads."""
    raise NotImplementedError
