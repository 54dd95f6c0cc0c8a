"""Kill processes, frozen ones too."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost, ProcessRef
from rootout.model.entity import Entity
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault


@value
class StopProcess(Action):
    """Kill processes and wait until they are gone."""

    phase: ClassVar[Phase] = "eradicate"
    risk: ClassVar[Risk] = "medium"
    reversible: ClassVar[bool] = False

    processes: tuple[str, ...]  # keys `pid:start_ticks`

    def describe(self) -> str:
        """Say which processes are killed."""
        pids = ", ".join(ref.partition(":")[0] for ref in self.processes[:8])
        more = f" and {len(self.processes) - 8} more" if len(self.processes) > 8 else ""
        return f"kill pid {pids}{more}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the processes."""
        return tuple(Entity("process", key) for key in self.processes)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep nothing: a process cannot be put back."""
        return Captured()

    def apply(self, host: MutableHost) -> None:
        """Kill those that are alive."""
        host.kill([ref for ref in self._refs() if host.is_alive(ref)])

    def verify(self, host: Host) -> bool:
        """Look whether each is gone."""
        return not any(host.is_alive(ref) for ref in self._refs())

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Do nothing: it is declared irreversible."""

    def _refs(self) -> tuple[ProcessRef, ...]:
        return tuple(ProcessRef.from_key(key) for key in self.processes)
