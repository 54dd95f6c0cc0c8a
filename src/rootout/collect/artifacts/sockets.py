"""Sockets and the processes that hold them."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.collect.socket_holders import Holders
from rootout.host.api import Host, SocketEntry
from rootout.host.proc_net import TABLES, inodes_of, table_path
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

Identity = tuple[str, str, int]  # protocol, state, inode
Table = tuple[str, int]  # protocol, family
UNLISTED = frozenset(("close", "bound-inactive"))  # bound, neither listening nor connected
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
        if self.is_listening and self.local_port:  # a socket of a path has none
            return (*holders, Entity("port", f"{self.protocol}/{self.local_port}"))
        if self.remote_address:
            return (*holders, Entity("address", self.remote_address))
        return holders

    def ties(self) -> Iterator[Tie]:
        """Tie each holder to the port it listens on or the address it talks to."""
        for key in self.processes:
            if self.is_listening and self.local_port:
                port = Entity("port", f"{self.protocol}/{self.local_port}")
                yield Tie(Entity("process", key), "listens", port)
            elif self.remote_address and self.state == "established":
                address = Entity("address", self.remote_address)
                yield Tie(Entity("process", key), "connects", address)


@artifact(form="live", attack=("T1049",))
def collect(host: Host) -> Iterator[Socket | Gap]:
    """Every tcp, udp, raw and packet socket with its holders; unix ones that listen."""
    known_gaps = set(host.gaps)
    before = frozenset(_identity(one) for one in host.sockets())
    tables = _Tables(host)
    holders = Holders(host)
    entries = list(host.sockets())
    absent = _absent(entries, before, tables)
    if absent:  # a table is not one moment: what a second look shows was there
        tables.read()
        absent &= _absent(list(host.sockets()), before, tables)
    told = [one for one in entries if one.protocol != "unix" or one.state == "listen"]
    holders.search_threads(one.inode for one in told)
    for entry in told:
        keys = holders.of(entry.inode)
        yield _socket(entry, keys, in_proc_net=_identity(entry) not in absent)
    yield from holders.gaps
    yield from tables.gaps
    yield from (gap for gap in host.gaps if gap not in known_gaps)


def _socket(entry: SocketEntry, keys: tuple[str, ...], *, in_proc_net: bool) -> Socket:
    return Socket(
        origin=Origin(path=f"netlink:{entry.protocol}"),
        protocol=entry.protocol,
        family=entry.family,
        state=entry.state,
        local_address=entry.local_address,
        local_port=entry.local_port,
        remote_address="" if entry.remote_address in NOWHERE else entry.remote_address,
        remote_port=entry.remote_port,
        uid=entry.uid,
        inode=entry.inode,
        processes=keys,
        in_proc_net=in_proc_net,
    )


class _Tables:
    """The inodes that /proc/net shows: what netstat, and tools like it, believe."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._shown: set[int] = set()
        self._unread: set[Table] = set()
        self.gaps: tuple[Gap, ...] = ()
        self.read()

    def read(self) -> None:
        """Look at every table, and keep what earlier looks showed."""
        gaps = []
        for table in TABLES:
            path = table_path(*table)
            try:
                self._shown.update(inodes_of(self._host.read(path).data))
            except FileNotFoundError:
                self._unread.add(table)  # a kernel without IPv6, say
            except OSError as error:
                self._unread.add(table)
                reason, detail = reason_of(error), "hidden sockets cannot be told from others"
                gaps.append(Gap(artifact="sockets", path=path, reason=reason, detail=detail))
        self.gaps = tuple(gaps)

    def should_show(self, entry: SocketEntry) -> bool:
        """Say whether the kernel puts such a socket into a table that was read."""
        is_bound_only = entry.protocol == "tcp" and entry.state in UNLISTED
        table = (entry.protocol, entry.family)
        return bool(entry.inode) and not is_bound_only and table in TABLES.keys() - self._unread

    def shows(self, entry: SocketEntry) -> bool:
        """Say whether a table shows this socket."""
        return entry.inode in self._shown


def _absent(
    entries: list[SocketEntry], before: frozenset[Identity], tables: _Tables
) -> frozenset[Identity]:
    """Return the sockets that were there all the time and that no table shows."""
    return frozenset(
        _identity(one)
        for one in entries
        if _identity(one) in before and tables.should_show(one) and not tables.shows(one)
    )


def _identity(entry: SocketEntry) -> Identity:
    return entry.protocol, entry.state, entry.inode
