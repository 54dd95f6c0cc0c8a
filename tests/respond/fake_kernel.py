"""A host with real files below a folder, and a kernel made by hand: processes, firewall, units."""

from dataclasses import dataclass, field

from rootout.host.folder import MutableFolder

CAGE = "/rootout"


@dataclass
class FakeProcess:
    cgroup: str
    is_alive: bool = True


@dataclass
class Kernel:
    """The running half of a machine. It survives rootout, as the real one does."""

    processes: dict[str, FakeProcess] = field(default_factory=dict)  # by key
    blocked: set[str] = field(default_factory=set)
    connected: set[str] = field(default_factory=set)
    ports: set[str] = field(default_factory=set)
    connected_ports: set[str] = field(default_factory=set)
    allowed: frozenset[str] | None = None
    silent: set[str] = field(default_factory=set)
    is_leaky: bool = False  # isolated, it still lets everything out
    active_units: set[str] = field(default_factory=set)
    loaded_units: tuple[str, ...] = ()

    def picture(self) -> dict[str, object]:
        """Return what undo has to bring back; `lasting` is what it cannot."""
        return {
            "cgroups": {key: one.cgroup for key, one in self.processes.items() if one.is_alive},
            "blocked": set(self.blocked),
            "ports": set(self.ports),
            "allowed": self.allowed,
            "loaded units": self.loaded_units,
        }


class FakeServer(MutableFolder):
    """A folder host that has the given kernel."""

    def __init__(self, root: str, kernel: Kernel) -> None:
        super().__init__(root)
        self.kernel = kernel

    def blocked_addresses(self):
        return frozenset(self.kernel.blocked)

    def blocked_ports(self):
        return frozenset(self.kernel.ports)

    def allowed_addresses(self):
        return self.kernel.allowed

    def lets_out(self, address):
        allowed = self.kernel.allowed
        return allowed is None or address in allowed or self.kernel.is_leaky

    def answers(self, address):
        return self.lets_out(address) and address not in self.kernel.silent

    def frozen_processes(self):
        found = self.kernel.processes.items()
        return frozenset(int(key.partition(":")[0]) for key, one in found if one.cgroup == CAGE)

    def cgroup_of(self, process):
        found = self._alive(process)
        return found.cgroup if found else None

    def is_alive(self, process):
        return self._alive(process) is not None

    def unit_is_active(self, unit):
        return unit in self.kernel.active_units

    def freeze(self, processes):
        for process in processes:
            if found := self._alive(process):
                found.cgroup = CAGE

    def thaw(self, places):
        for process, place in places:
            if found := self._alive(process):
                found.cgroup = place

    def kill(self, processes):
        for process in processes:
            if found := self._alive(process):
                found.is_alive = False

    def block(self, addresses, seconds=0):
        self.kernel.blocked.update(addresses)

    def unblock(self, addresses):
        self.kernel.blocked.difference_update(addresses)

    def block_ports(self, ports, seconds=0):
        self.kernel.ports.update(ports)

    def unblock_ports(self, ports):
        self.kernel.ports.difference_update(ports)

    def cut(self, addresses, ports=()):
        cut = self.kernel.connected.intersection(addresses)
        self.kernel.connected -= cut
        cut_ports = self.kernel.connected_ports.intersection(ports)
        self.kernel.connected_ports -= cut_ports
        return len(cut) + len(cut_ports)

    def isolate(self, allowed, seconds=0):
        self.kernel.allowed = frozenset(allowed)

    def end_isolation(self):
        self.kernel.allowed = None

    def reload_units(self):
        folder = "/etc/systemd/system"
        self.kernel.loaded_units = self.names(folder) if self.exists(folder) else ()

    def stop_unit(self, unit):
        self.kernel.active_units.discard(unit)

    def _alive(self, process):
        found = self.kernel.processes.get(process.key)
        return found if found and found.is_alive else None
