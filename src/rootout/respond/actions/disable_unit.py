"""Take away a unit of the service manager that brings an intruder's program back."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep, put_back


@value
class DisableUnit(Action):
    """Remove a unit's links and files, and have the service manager forget and stop it."""

    phase: ClassVar[Phase] = "eradicate"

    unit: str
    files: tuple[str, ...]
    links: tuple[str, ...]

    def describe(self) -> str:
        """Say which unit goes."""
        paths = ", ".join((*self.links, *self.files))
        return f"disable {self.unit} and remove {paths} (undo restores, but does not start it)"

    def touches(self) -> tuple[Entity, ...]:
        """Return the unit and its files."""
        return (Entity("unit", self.unit), *(Entity("file", path) for path in self.files))

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep links and files, and whether the unit was active."""
        active = "yes" if host.unit_is_active(self.unit) else "no"
        snapshots = keep(host, vault, (*self.links, *self.files))
        return Captured(snapshots=snapshots, facts={"active": active})

    def apply(self, host: MutableHost) -> None:
        """Remove what starts it before it is stopped: Restart= has nothing to go by then."""
        for path in (*self.links, *self.files):
            host.remove(path)
        host.reload_units()
        host.stop_unit(self.unit)

    def verify(self, host: Host) -> bool:
        """Look whether links and files are gone; its processes are killed by a later step."""
        return not any(host.exists(path) for path in (*self.links, *self.files))

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put links and files back. The unit is not started: see decision 0009."""
        put_back(host, vault, captured.snapshots)
        host.reload_units()
