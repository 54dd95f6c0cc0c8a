"""The running machine: what it shows to the kernel's own callers, and the changes made to it."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from functools import cached_property
from io import BufferedReader
from typing import TYPE_CHECKING

from rootout.host import process_ids, procfs
from rootout.host.api import READ_LIMIT, PackageDatabase, ProcessRef, SocketEntry, View
from rootout.host.files import FileTree
from rootout.host.procfs import ProcessFiles
from rootout.host.trust import Trust
from rootout.model.file import EvidenceFile, Snapshot, Stat
from rootout.model.record import Gap

if TYPE_CHECKING:
    from rootout.host.cgroup import Freezer
    from rootout.host.changes import FileChanges
    from rootout.host.firewall import Firewall
    from rootout.host.program import TrustedPrograms
    from rootout.host.systemd import ServiceManager


class LiveHost:
    """This machine, as a `MutableHost`. Each part is opened when it is first asked."""

    is_live = True

    def __init__(self, trust: Trust | None = None) -> None:
        """Look at this machine with as much trust as `become_trusted` could win."""
        self._trust = trust or Trust()
        self._processes = ProcessFiles()
        self._tree = FileTree("/")
        self._gaps: list[Gap] = [*self._trust.gaps, *self._processes.gaps]

    @property
    def name(self) -> str:
        """Return the host's own name for itself."""
        return os.uname().nodename

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what this view cannot show, as far as it has been asked."""
        return tuple(dict.fromkeys(self._gaps))

    @cached_property
    def packages(self) -> PackageDatabase:
        """Return the package knowledge of the host."""
        from rootout.host.packages import open_packages

        return open_packages(self._tree)

    def now(self) -> float:
        """Return the time on the host."""
        return time.time()

    def stat(self, path: str) -> Stat:
        """Look at `path` itself; only the kernel's own links in /proc/PID are followed."""
        return self._part(path).stat(path)

    def exists(self, path: str) -> bool:
        """Say whether `path` itself is there."""
        if not procfs.is_below(path):
            return self._tree.exists(path)
        try:
            self._processes.stat(path)
        except OSError:
            return False
        return True

    def resolve(self, path: str) -> str:
        """Follow every link; below /proc there is no path to find, only the link's own word."""
        if not procfs.is_below(path):
            return self._tree.resolve(path)
        if procfs.is_magic(path):
            return self._processes.target(path)
        self._processes.stat(path)
        return path

    def target(self, path: str) -> str:
        """Read a symbolic link."""
        return self._part(path).target(path)

    def names(self, path: str) -> tuple[str, ...]:
        """List a directory, sorted."""
        return self._part(path).names(path)

    def read(self, path: str, limit: int = READ_LIMIT) -> EvidenceFile:
        """Read a regular file, links followed."""
        return self._part(path).read(path, limit)

    def head(self, path: str, size: int) -> bytes:
        """Read the first `size` bytes of a regular file."""
        return self._part(path).head(path, size)

    def open(self, path: str) -> BufferedReader:
        """Open a regular file of any size."""
        return self._tree.open(path)

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """Hash a regular file; /proc/PID/exe too, be it deleted or only in memory."""
        return self._part(path).digest(path, algorithm)

    def extended(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return every extended attribute of `path` itself."""
        return self._tree.extended(path)

    def snapshot(self, path: str) -> Snapshot:
        """Return all that is needed to put `path` back."""
        return self._tree.snapshot(path)

    def walk(
        self,
        path: str,
        *,
        depth: int = 32,
        missed: Callable[[OSError], object] = lambda _: None,
    ) -> Iterator[tuple[str, Stat]]:
        """Yield everything below `path`; nothing of /proc."""
        return self._tree.walk(path, depth=depth, missed=missed)

    def journal(self) -> bytes:
        """Return what the host's genuine journalctl reads."""
        from rootout.host.journal import ask_journal

        return ask_journal(self._tree, self._programs)

    def ordinary_names(self, path: str) -> frozenset[str] | None:
        """Return what is in `path` now without what was hidden when the witness looked.

        What came after the witness counts as seen: it cannot be asked any more.
        """
        witness = self._trust.witness
        hidden = witness.hidden_in(path) if witness else None
        return None if hidden is None else frozenset(self.names(path)) - hidden

    def process_ids(self, view: View) -> frozenset[int]:
        """Return process ids by one of three independent ways."""
        if view == "listing":
            return process_ids.listed(self._processes)
        find = process_ids.in_cgroups if view == "cgroups" else process_ids.probed
        return find(self._processes, self._gaps)

    def sockets(self) -> Iterator[SocketEntry]:
        """Yield every socket of the network namespace."""
        from rootout.host.netlink import list_sockets

        yield from list_sockets(self._processes, self._gaps)

    def blocked_addresses(self) -> frozenset[str]:
        """Return the addresses that rootout itself has blocked."""
        return frozenset(self._firewall.blocked_addresses())

    def blocked_ports(self) -> frozenset[str]:
        """Return the ports that rootout itself has blocked."""
        return self._firewall.blocked_ports()

    def allowed_addresses(self) -> frozenset[str] | None:
        """Return who is let in while rootout isolates the host."""
        return self._firewall.allowed_addresses()

    def lets_out(self, address: str) -> bool:
        """Try whether a packet to `address` leaves."""
        from rootout.host.probe import lets_out

        return lets_out(address)

    def answers(self, address: str) -> bool:
        """Try whether anything comes back from `address`."""
        from rootout.host.probe import answers

        return answers(address)

    def frozen_processes(self) -> frozenset[int]:
        """Return the process ids that rootout itself holds frozen."""
        return frozenset(self._freezer.frozen_processes())

    def cgroup_of(self, process: ProcessRef) -> str | None:
        """Return the cgroup v2 path of a process; None when it is gone."""
        return self._freezer.cgroup_of(process)

    def is_alive(self, process: ProcessRef) -> bool:
        """Say whether exactly this process still runs."""
        return self._freezer.is_alive(process)

    def unit_is_active(self, unit: str) -> bool:
        """Say whether the service manager holds `unit` active."""
        return self._services.unit_is_active(unit)

    def write(self, path: str, data: bytes) -> None:
        """Replace the content of `path` in one step."""
        self._changes.write(path, data)

    def remove(self, path: str) -> None:
        """Remove a file, link or empty directory."""
        self._changes.remove(path)

    def restore(self, snapshot: Snapshot, data: bytes | None) -> None:
        """Make `snapshot.path` exactly what it was."""
        self._changes.restore(snapshot, data)

    def set_flags(self, path: str, flags: int) -> None:
        """Set the chattr flags of a file."""
        self._changes.set_flags(path, flags)

    def fetch_package(
        self, package: str, version: str, architecture: str
    ) -> AbstractContextManager[BufferedReader]:
        """Open a package of the host's repository."""
        from rootout.host.apt import fetched

        return fetched(self._tree, self._programs, package, version, architecture)

    def keep_accounts(self) -> AbstractContextManager[bool]:
        """Keep others from changing accounts meanwhile, if that can be."""
        return self._changes.keep_accounts()

    def freeze(self, processes: Iterable[ProcessRef]) -> None:
        """Hold processes so that neither they nor their children run."""
        self._freezer.freeze(processes)

    def thaw(self, places: Iterable[tuple[ProcessRef, str]]) -> None:
        """Let frozen processes run again, each in its own cgroup."""
        self._freezer.thaw(places)

    def kill(self, processes: Iterable[ProcessRef]) -> None:
        """Kill processes and wait until they are gone."""
        self._freezer.kill(processes)

    def block(self, addresses: Iterable[str], seconds: int = 0) -> None:
        """Drop every packet from and to `addresses`."""
        self._firewall.block(addresses, seconds)

    def unblock(self, addresses: Iterable[str]) -> None:
        """Take addresses out of the table again."""
        self._firewall.unblock(addresses)

    def block_ports(self, ports: Iterable[str], seconds: int = 0) -> None:
        """Drop every packet from and to `ports`."""
        self._firewall.block_ports(ports, seconds)

    def unblock_ports(self, ports: Iterable[str]) -> None:
        """Take ports out of the table again."""
        self._firewall.unblock_ports(ports)

    def cut(self, addresses: Iterable[str], ports: Iterable[str] = ()) -> int:
        """Destroy every connection with `addresses` or by `ports`; return how many."""
        from rootout.host.netlink import destroy_sockets

        return destroy_sockets(addresses, ports)

    def isolate(self, allowed: Iterable[str], seconds: int = 0) -> None:
        """Drop every packet but the host's own and those from and to `allowed`."""
        self._firewall.isolate(allowed, seconds)

    def end_isolation(self) -> None:
        """Let through again what is not blocked."""
        self._firewall.end_isolation()

    def reload_units(self) -> None:
        """Have the service manager read its unit files again."""
        self._services.reload_units()

    def stop_unit(self, unit: str) -> None:
        """Ask the service manager to stop `unit`."""
        self._services.stop_unit(unit)

    def _part(self, path: str) -> FileTree | ProcessFiles:
        return self._processes if procfs.is_below(path) else self._tree

    @cached_property
    def _changes(self) -> "FileChanges":
        from rootout.host.changes import FileChanges

        return FileChanges(self._tree)

    @cached_property
    def _freezer(self) -> "Freezer":
        from rootout.host.cgroup import Freezer

        return Freezer(self._processes)

    @cached_property
    def _programs(self) -> "TrustedPrograms":
        from rootout.host.program import TrustedPrograms

        return TrustedPrograms(self._tree, self.packages)

    @cached_property
    def _firewall(self) -> "Firewall":
        from rootout.host.firewall import Firewall

        return Firewall(self._programs)

    @cached_property
    def _services(self) -> "ServiceManager":
        from rootout.host.systemd import ServiceManager

        return ServiceManager(self._programs)
