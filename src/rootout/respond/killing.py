"""What actions share that end processes: it is done with care, and for good."""

from abc import ABC
from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Risk
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.processes import alive


@value
class Killing(Action, ABC):
    """Kill processes, frozen ones too, and wait until they are gone."""

    risk: ClassVar[Risk] = "medium"
    reversible: ClassVar[bool] = False

    processes: tuple[str, ...]  # keys `pid:start_ticks`

    def touches(self) -> tuple[Entity, ...]:
        """Return the processes."""
        return tuple(Entity("process", key) for key in self.processes)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep nothing: a process cannot be put back."""
        return Captured()

    def apply(self, host: MutableHost) -> None:
        """Kill those that are alive."""
        host.kill(alive(host, self.processes))

    def verify(self, host: Host) -> bool:
        """Look whether each is gone."""
        return not alive(host, self.processes)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Do nothing: it is declared irreversible."""
