"""A machine for tests: real files below a folder, and a kernel that is kept in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from rootout.host.api import ProcessRef
from rootout.host.folder import MutableFolder


@dataclass
class Kernel:
    """Processes by key with their cgroup, what is frozen, what is blocked, which units run."""

    processes: dict[str, str] = field(default_factory=dict)
    frozen: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    sockets: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)

    def state(self) -> tuple[object, ...]:
        """Return all that an undo must give back, or that is declared to be lost."""
        return (
            tuple(sorted(self.processes.items())),
            frozenset(self.frozen),
            frozenset(self.blocked),
        )


class Machine(MutableFolder):
    """A folder host with a kernel: a `MutableHost`."""

    is_live = True

    def __init__(self, root: str, kernel: Kernel) -> None:
        super().__init__(root)
        self.kernel = kernel

    def blocked_addresses(self) -> frozenset[str]:
        return frozenset(self.kernel.blocked)

    def frozen_processes(self) -> frozenset[int]:
        return frozenset(int(key.partition(":")[0]) for key in self.kernel.frozen)

    def cgroup_of(self, process: ProcessRef) -> str | None:
        return self.kernel.processes.get(process.key)

    def is_alive(self, process: ProcessRef) -> bool:
        return process.key in self.kernel.processes

    def unit_is_active(self, unit: str) -> bool:
        return unit in self.kernel.active

    def freeze(self, processes: Iterable[ProcessRef]) -> None:
        for process in processes:
            if process.key in self.kernel.processes:
                self.kernel.frozen.add(process.key)
                self.kernel.processes[process.key] = "/rootout"

    def thaw(self, places: Iterable[tuple[ProcessRef, str]]) -> None:
        for process, place in places:
            if process.key in self.kernel.processes:
                self.kernel.frozen.discard(process.key)
                self.kernel.processes[process.key] = place

    def kill(self, processes: Iterable[ProcessRef]) -> None:
        for process in processes:
            self.kernel.processes.pop(process.key, None)
            self.kernel.frozen.discard(process.key)

    def block(self, addresses: Iterable[str]) -> None:
        self.kernel.blocked.update(addresses)

    def unblock(self, addresses: Iterable[str]) -> None:
        self.kernel.blocked.difference_update(addresses)

    def cut(self, addresses: Iterable[str]) -> int:
        cut = self.kernel.sockets & set(addresses)
        self.kernel.sockets -= cut
        return len(cut)

    def reload_units(self) -> None:
        """Nothing is kept of it."""

    def stop_unit(self, unit: str) -> None:
        self.kernel.active.discard(unit)
