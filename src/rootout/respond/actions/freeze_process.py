"""Hold processes still, so that they neither act nor restart each other."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost, ProcessRef
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault


@value
class FreezeProcess(Action):
    """Freeze processes; they stay in memory, and can be let go."""

    phase: ClassVar[Phase] = "contain"

    processes: tuple[str, ...]  # keys `pid:start_ticks`

    def describe(self) -> str:
        """Say which processes are frozen."""
        return f"freeze {_listed(self.processes)}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the processes."""
        return tuple(Entity("process", key) for key in self.processes)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the cgroup of each: freezing moves them, and the place is lost."""
        places = {key: host.cgroup_of(ProcessRef.from_key(key)) for key in self.processes}
        return Captured(facts={key: place for key, place in places.items() if place is not None})

    def apply(self, host: MutableHost) -> None:
        """Freeze them; those that ended are left out."""
        host.freeze(
            [
                ProcessRef.from_key(key)
                for key in self.processes
                if host.is_alive(ProcessRef.from_key(key))
            ]
        )

    def verify(self, host: Host) -> bool:
        """Look whether each is frozen, or has ended."""
        frozen = host.frozen_processes()
        refs = (ProcessRef.from_key(key) for key in self.processes)
        return all(ref.pid in frozen or not host.is_alive(ref) for ref in refs)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Let them go, each in its own cgroup."""
        places = (captured.facts or {}).items()
        host.thaw(
            [
                (ProcessRef.from_key(key), place)
                for key, place in places
                if host.is_alive(ProcessRef.from_key(key))
            ]
        )


def _listed(keys: tuple[str, ...]) -> str:
    pids = [key.partition(":")[0] for key in keys]
    more = f" and {len(pids) - 8} more" if len(pids) > 8 else ""
    return f"pid {', '.join(pids[:8])}{more}"
