"""Which program and account is behind a flow: the kernel's list of sockets, and who holds each."""

import socket
from collections.abc import Iterable

from rootout.collect.program_names import program_of
from rootout.collect.socket_holders import Holders
from rootout.host.api import Host, ProcessRef, SocketEntry
from rootout.host.inet import address_of
from rootout.model.value import value
from rootout.traffic.frames import NAMES
from rootout.traffic.tally import Flow

Ends = tuple[str, int, str, int]  # protocol, own port, other address, other port


@value
class Owner:
    """Who holds the socket of a flow. `pid` 0: nobody that can be seen."""

    program: str
    pid: int
    uid: int


class Owners:
    """Remembers the sockets that were seen, because most end before anybody asks."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._sockets: dict[Ends, SocketEntry] = {}
        self._waiting: dict[tuple[str, int], SocketEntry] = {}
        self._holders: dict[int, tuple[str, int]] = {}

    def look(self, flows: Iterable[Flow]) -> None:
        """Look at the sockets as they are now, if any of `flows` has none yet."""
        wanted = {ends_of(flow) for flow in flows}
        if not wanted - self._sockets.keys():
            return
        news: set[int] = set()
        for entry in self._host.sockets():
            if entry.protocol not in ("tcp", "udp") or not entry.inode:
                continue
            if entry.remote_port:
                ends = (entry.protocol, entry.local_port, entry.remote_address, entry.remote_port)
                if ends in wanted:
                    self._sockets[ends] = entry
                    news.add(entry.inode)
            else:
                self._waiting[entry.protocol, entry.local_port] = entry
                news.add(entry.inode)
        if news - self._holders.keys():
            self._name(news)

    def is_listener(self, flow: Flow) -> bool:
        """Say whether something here waits at the own end of a flow."""
        return (NAMES.get(flow.protocol, ""), flow.local_port) in self._waiting

    def of(self, flow: Flow) -> Owner | None:
        """Return who is behind a flow; None where no socket was seen of it.

        What ended too soon was at least taken by who listens there.
        """
        ends = ends_of(flow)
        entry = self._sockets.get(ends) or self._waiting.get(ends[:2])
        if entry is None:
            return None
        program, pid = self._holders.get(entry.inode, ("", 0))
        return Owner(program=program, pid=pid, uid=entry.uid)

    def _name(self, inodes: set[int]) -> None:
        holders = Holders(self._host)
        for inode in inodes - self._holders.keys():
            for key in holders.of(inode)[:1]:
                pid = ProcessRef.from_key(key).pid
                self._holders[inode] = (program_of(self._host, pid), pid)


def ends_of(flow: Flow) -> Ends:
    """Return the ends of a flow as sockets name them."""
    other = text_of(flow.remote)
    return NAMES.get(flow.protocol, ""), flow.local_port, other, flow.remote_port


def text_of(address: bytes) -> str:
    """Write the 4 or 16 bytes of an address."""
    return address_of(socket.AF_INET if len(address) == 4 else socket.AF_INET6, address)
