"""What may be asked of a machine, and, separately, what may be done to it.

Paths are absolute, as the host itself would write them, decoded with `surrogateescape`.
On a live host a path below /proc is read through a procfs that nothing can be mounted over.
Failures of the machine are `OSError`, as the kernel gives them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from io import BufferedReader
from typing import Literal, Protocol

from rootout.model.file import EvidenceFile, Snapshot, Stat
from rootout.model.record import Gap
from rootout.model.value import value

View = Literal["listing", "cgroups", "probe"]
READ_LIMIT = 64 * 1024 * 1024  # bytes of one evidence file


@value
class ProcessRef:
    """One process and no later one of the same number: clock ticks since boot at its start."""

    pid: int
    start_ticks: int

    @property
    def key(self) -> str:
        """Return the key under which entities name this process."""
        return f"{self.pid}:{self.start_ticks}"

    @classmethod
    def from_key(cls, key: str) -> "ProcessRef":
        """Read back what `key` writes."""
        pid, _, ticks = key.partition(":")
        return cls(pid=int(pid), start_ticks=int(ticks))


@value
class SocketEntry:
    """One socket as the kernel lists it over NETLINK_SOCK_DIAG (sock_diag(7))."""

    protocol: str  # tcp udp raw packet unix
    family: int  # AF_INET 2, AF_INET6 10, AF_UNIX 1, AF_PACKET 17
    state: str  # established listen close ... as ss(8) names them, lower case
    local_address: str
    local_port: int
    remote_address: str
    remote_port: int
    uid: int
    inode: int
    interface: int = 0


@value
class ExpectedFile:
    """What a package manager says of one of its files; None where it says nothing."""

    package: str
    algorithm: str | None  # md5 or sha256
    digest: str | None
    is_configuration: bool = False
    mode: int | None = None
    uid: int | None = None
    gid: int | None = None


class PackageDatabase(Protocol):
    """Which files belong to packages, read without asking any program of the host."""

    @property
    def manager(self) -> str:
        """Name the package manager: dpkg, rpm or none."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what could not be read of the databases."""

    def owner(self, path: str) -> str | None:
        """Return the package that owns `path`, usrmerge aliases (/bin, /usr/bin) folded."""

    def expected(self, path: str) -> ExpectedFile | None:
        """Return what `path` should be; None when no package owns it."""

    def files(self) -> Iterator[tuple[str, ExpectedFile]]:
        """Yield every owned path with a digest."""

    def packages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, version and architecture of every installed package."""


class Host(Protocol):
    """A machine we may look at: live, a mounted disk, or a copied tree."""

    @property
    def name(self) -> str:
        """Return the host's own name for itself."""

    @property
    def is_live(self) -> bool:
        """Say whether this is the running machine, with processes and sockets."""

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what this view of the machine cannot show."""

    @property
    def packages(self) -> PackageDatabase:
        """Return the package knowledge of the host."""

    def now(self) -> float:
        """Return the time on the host, in seconds since 1970."""

    def stat(self, path: str) -> Stat:
        """Look at `path` itself; a final link is not followed.

        Only the kernel's own links in /proc/PID (exe, cwd, root, fd/N) are: what they lead to
        may have no path any more.
        """

    def exists(self, path: str) -> bool:
        """Say whether `path` itself is there, be it a dangling link."""

    def resolve(self, path: str) -> str:
        """Follow every link, inside the host only, and return the path that is reached.

        Raises OSError(ELOOP) after 40 links, FileNotFoundError where nothing is.
        """

    def target(self, path: str) -> str:
        """Read a symbolic link."""

    def names(self, path: str) -> tuple[str, ...]:
        """List a directory, sorted, without . and .. ."""

    def read(self, path: str, limit: int = READ_LIMIT) -> EvidenceFile:
        """Read a regular file, links followed inside the host.

        Never blocks on a FIFO or device (OSError EINVAL) and never reads more than `limit`
        bytes (OSError EFBIG where the file is longer). The access time is kept.
        """

    def head(self, path: str, size: int) -> bytes:
        """Read the first `size` bytes of a regular file of any size, links followed."""

    def open(self, path: str) -> BufferedReader:
        """Open a regular file of any size for reading, links followed inside the host.

        Never blocks on a FIFO or device (OSError EINVAL).
        """

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        """Hash the content of a regular file of any size, in hexadecimal; hashed once."""

    def extended(self, path: str) -> tuple[tuple[str, str], ...]:
        """Return every extended attribute of `path` itself, ACLs and capabilities too: name, hex.

        A final link is not followed, and what cannot be read has none.
        """

    def snapshot(self, path: str) -> Snapshot:
        """Return all that is needed to put `path` back, its content only as a hash."""

    def walk(
        self,
        path: str,
        *,
        depth: int = 32,
        missed: Callable[[OSError], object] = lambda _: None,
    ) -> Iterator[tuple[str, Stat]]:
        """Yield everything below `path`, other disks too, but no network or pseudo file system.

        Links are not followed. `missed` is told of folders that could not be read.
        """

    def ordinary_names(self, path: str) -> frozenset[str] | None:
        """Return what the host's own programs see in `path`; None where that was not asked."""

    def journal(self) -> bytes:
        """Return what the systemd journal has of logins, one JSON object a line: journalctl(1).

        Raises OSError where no trustworthy journalctl can read it, FileNotFoundError where there
        is no journal.
        """

    # A running machine only; elsewhere these yield nothing.

    def process_ids(self, view: View) -> frozenset[int]:
        """Return process ids by one of three independent ways."""

    def sockets(self) -> Iterator[SocketEntry]:
        """Yield every socket of the network namespace."""

    def blocked_addresses(self) -> frozenset[str]:
        """Return the addresses that rootout itself has blocked."""

    def blocked_ports(self) -> frozenset[str]:
        """Return the ports that rootout itself has blocked: `tcp/4444`."""

    def allowed_addresses(self) -> frozenset[str] | None:
        """Return who is let in while rootout isolates the host; None where it does not."""

    def lets_out(self, address: str) -> bool:
        """Try whether a packet to `address` leaves; one without a route does not."""

    def answers(self, address: str) -> bool:
        """Try whether anything comes back from `address`, be it a refusal."""

    def frozen_processes(self) -> frozenset[int]:
        """Return the process ids that rootout itself holds frozen."""

    def cgroup_of(self, process: ProcessRef) -> str | None:
        """Return the cgroup v2 path of a process; None when it is gone."""

    def is_alive(self, process: ProcessRef) -> bool:
        """Say whether exactly this process still runs; a zombie does not."""

    def unit_is_active(self, unit: str) -> bool:
        """Say whether the service manager holds `unit` active."""


class MutableHost(Host, Protocol):
    """A machine we may change. Only `respond` is ever handed one.

    Each call either happens whole or not at all, and asking twice is the same as asking once.
    """

    def write(self, path: str, data: bytes) -> None:
        """Replace the content of `path` in one step; mode, owner, xattrs and flags stay."""

    def remove(self, path: str) -> None:
        """Remove a file, link or empty directory, immutable or not; absent is fine."""

    def restore(self, snapshot: Snapshot, data: bytes | None) -> None:
        """Make `snapshot.path` exactly what it was, times and missing parents included."""

    def set_flags(self, path: str, flags: int) -> None:
        """Set the chattr flags (FS_IOC_SETFLAGS) of a file."""

    def fetch_package(
        self, package: str, version: str, architecture: str
    ) -> AbstractContextManager[BufferedReader]:
        """Open exactly that version of a package of the host's repository, by its genuine apt-get.

        Nothing of it is installed, or left. Raises RootoutError where it cannot be had.
        """

    def keep_accounts(self) -> AbstractContextManager[bool]:
        """Keep passwd and its like from changing accounts meanwhile (lckpwdf(3)), if that can be.

        What reads a table and then writes it would else lose what somebody wrote in between.
        """

    def freeze(self, processes: Iterable[ProcessRef]) -> None:
        """Hold processes so that neither they nor their children run, or can be continued."""

    def thaw(self, places: Iterable[tuple[ProcessRef, str]]) -> None:
        """Let frozen processes run again, each in the cgroup named beside it."""

    def kill(self, processes: Iterable[ProcessRef]) -> None:
        """Kill processes (frozen ones too) and wait until they are gone."""

    def block(self, addresses: Iterable[str], seconds: int = 0) -> None:
        """Drop every packet from and to `addresses`, in the table `inet rootout`.

        For so many seconds; 0 are for ever.
        """

    def unblock(self, addresses: Iterable[str]) -> None:
        """Take addresses out of the table again; remove the table with the last of all."""

    def block_ports(self, ports: Iterable[str], seconds: int = 0) -> None:
        """Drop every packet from and to `ports`, here and elsewhere, in the same table."""

    def unblock_ports(self, ports: Iterable[str]) -> None:
        """Take ports out of the table again; remove the table with the last of all."""

    def cut(self, addresses: Iterable[str], ports: Iterable[str] = ()) -> int:
        """Destroy every connection with `addresses` or by `ports` (SOCK_DESTROY); return how many.

        Who only listens stays.
        """

    def isolate(self, allowed: Iterable[str], seconds: int = 0) -> None:
        """Drop every packet but the host's own and those from and to `allowed`.

        Where the kernel can, it lets go by itself after so many seconds; 0 are for ever.
        """

    def end_isolation(self) -> None:
        """Let through again what is not blocked."""

    def reload_units(self) -> None:
        """Have the service manager read its unit files again."""

    def stop_unit(self, unit: str) -> None:
        """Ask the service manager to stop `unit`, without waiting for it."""
