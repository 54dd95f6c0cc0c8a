"""Sockets and the processes that hold them."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Record
from rootout.model.value import value


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
    """Every tcp, udp, raw and packet socket, mapped to its holders by inode; unix ones that listen."""
    raise NotImplementedError
