"""Sockets and the processes that hold them."""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host, SocketEntry
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

PROC_NET = frozenset(("tcp", "udp", "raw"))
TABLES = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
INODE_COLUMN = 9  # of /proc/net/tcp and its sisters: proc(5)
NOWHERE = frozenset(("0.0.0.0", "::"))  # noqa: S104 - what an unconnected socket is connected to


@value
class Socket(Record):
    """One socket from NETLINK_SOCK_DIAG, with the processes that have it open."""

    protocol: str
    family: int
    state: str
    local_address: str
    local_port: int
    remote_address: str
    remote_port: int
    uid: int
    inode: int
    processes: tuple[str, ...]  # keys `pid:start_ticks`
    in_proc_net: bool  # False: /proc/net does not show what the kernel lists

    @property
    def is_listening(self) -> bool:
        """Say whether strangers can open this socket."""
        bound = self.protocol == "udp" and not self.remote_port and self.local_port
        return self.state == "listen" or bool(bound)

    def entities(self) -> tuple[Entity, ...]:
        """Return the holders, then the port or the remote address."""
        holders = tuple(Entity("process", key) for key in self.processes)
        if self.is_listening:
            return (*holders, Entity("port", f"{self.protocol}/{self.local_port}"))
        if self.remote_address:
            return (*holders, Entity("address", self.remote_address))
        return holders

    def ties(self) -> Iterator[Tie]:
        """Tie each holder to the port it listens on or the address it talks to."""
        for key in self.processes:
            if self.is_listening:
                port = Entity("port", f"{self.protocol}/{self.local_port}")
                yield Tie(Entity("process", key), "listens", port)
            elif self.remote_address and self.state == "established":
                address = Entity("address", self.remote_address)
                yield Tie(Entity("process", key), "connects", address)


@artifact(form="live", attack=("T1049",))
def collect(host: Host) -> Iterator[Socket | Gap]:
    """Every tcp, udp, raw and packet socket with its holders; unix ones that listen."""
    before = {_identity(one) for one in host.sockets()}
    shown = _shown(host)
    holders = _holders(host)
    for entry in host.sockets():
        if entry.protocol == "unix" and entry.state != "listen":
            continue
        steady = _identity(entry) in before and entry.protocol in PROC_NET and entry.inode
        yield Socket(
            origin=Origin(path=f"netlink:{entry.protocol}"),
            protocol=entry.protocol,
            family=entry.family,
            state=entry.state,
            local_address=entry.local_address,
            local_port=entry.local_port,
            remote_address=_remote(entry),
            remote_port=entry.remote_port,
            uid=entry.uid,
            inode=entry.inode,
            processes=tuple(sorted(holders.get(entry.inode, ()))),
            in_proc_net=not steady or entry.inode in shown,
        )


def _identity(entry: SocketEntry) -> tuple[str, int]:
    return entry.protocol, entry.inode


def _remote(entry: SocketEntry) -> str:
    return "" if entry.remote_address in NOWHERE else entry.remote_address


def _shown(host: Host) -> frozenset[int]:
    """Return the inodes that /proc/net lists: what netstat, and tools like it, believe."""
    found: set[int] = set()
    for table in TABLES:
        try:
            lines = host.read(f"/proc/self/net/{table}").data.split(b"\n")[1:]
        except OSError:
            continue
        rows = (line.split() for line in lines)
        found.update(int(row[INODE_COLUMN]) for row in rows if len(row) > INODE_COLUMN)
    return frozenset(found)


def _holders(host: Host) -> dict[int, set[str]]:
    """Return the keys of the processes that have each socket open, by its inode."""
    found: dict[int, set[str]] = defaultdict(set)
    for pid in host.process_ids("listing"):
        base = f"/proc/{pid}"
        try:
            names = host.names(f"{base}/fd")
            stat = host.read(f"{base}/stat").data
        except OSError:
            continue  # ended since it was listed
        key = f"{pid}:{int(stat.rpartition(b')')[2].split()[19])}"
        for name in names:
            inode = _socket(host, f"{base}/fd/{name}")
            if inode is not None:
                found[inode].add(key)
    return found


def _socket(host: Host, path: str) -> int | None:
    """Return the inode behind a link such as `socket:[1234]`."""
    try:
        target = host.target(path)
    except OSError:
        return None
    if not target.startswith("socket:["):
        return None
    return int(target[len("socket:[") : -1])
