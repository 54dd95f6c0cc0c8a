"""Hold processes still, so that they neither act nor restart each other."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost, ProcessRef
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.processes import alive, named

TOP = "/"  # where a process goes whose own place is not known


@value
class FreezeProcess(Action):
    """Freeze processes; they stay in memory, and can be let go."""

    phase: ClassVar[Phase] = "contain"

    processes: tuple[str, ...]  # keys `pid:start_ticks`

    def describe(self) -> str:
        """Say which processes are frozen."""
        return f"freeze {named(self.processes)}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the processes."""
        return tuple(Entity("process", key) for key in self.processes)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the cgroup of each: freezing moves them, and the place is lost.

        One that is frozen already must not be sent back into the cage. An earlier step knows its
        place and is undone after this one; a child that was born frozen has none of its own.
        """
        frozen = host.frozen_processes()
        facts = {}
        for key in self.processes:
            ref = ProcessRef.from_key(key)
            place = host.cgroup_of(ref)
            if place is not None:
                facts[key] = TOP if ref.pid in frozen else place
        return Captured(facts=facts)

    def apply(self, host: MutableHost) -> None:
        """Freeze them; those that ended are left out."""
        host.freeze(alive(host, self.processes))

    def verify(self, host: Host) -> bool:
        """Look whether each is frozen, or has ended."""
        frozen = host.frozen_processes()
        return all(ref.pid in frozen for ref in alive(host, self.processes))

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Let them go, each in its own cgroup."""
        places = captured.facts or {}
        host.thaw([(ref, places[ref.key]) for ref in alive(host, places)])
