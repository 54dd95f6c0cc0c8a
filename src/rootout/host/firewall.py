"""Block addresses and ports, or isolate the host: by nftables, or iptables where no nft is."""

from collections.abc import Iterable
from typing import Protocol

from rootout.host.inet import port_of, written
from rootout.host.iptables import Iptables
from rootout.host.nft_table import Table
from rootout.host.nftables import Nftables
from rootout.host.program import TrustedPrograms


class Filter(Protocol):
    """One way to have the kernel drop packets, in a place that is ours alone."""

    @property
    def is_available(self) -> bool:
        """Say whether a genuine program for it is on this host."""

    def table(self) -> Table:
        """Return exactly what was asked for and still holds."""

    def block(self, addresses: frozenset[str], ports: frozenset[str], seconds: int) -> None:
        """Drop everything from and to these too, all of them or none."""

    def unblock(self, addresses: frozenset[str], ports: frozenset[str]) -> None:
        """Let these through; what is ours goes with the last of them."""

    def isolate(self, allowed: frozenset[str], seconds: int) -> None:
        """Drop everything but what goes to and comes from `allowed`, in one step."""

    def end_isolation(self) -> None:
        """Let through again what is not blocked."""


class Firewall:
    """What rootout blocks; rules of others are never changed.

    All texts are checked before anything is changed: RootoutError for what is no address or port.
    """

    def __init__(self, programs: TrustedPrograms) -> None:
        self._nftables = Nftables(programs)
        self._iptables = Iptables(programs)

    def block(self, addresses: Iterable[str], seconds: int = 0) -> None:
        """Drop everything from and to `addresses`, for so long; 0 seconds are for ever.

        Asking for what is blocked changes nothing, unless it is to last longer.
        """
        if texts := frozenset(map(written, addresses)):
            self._filter.block(texts, frozenset(), seconds)

    def unblock(self, addresses: Iterable[str]) -> None:
        """Let `addresses` through again."""
        if texts := frozenset(map(written, addresses)):
            self._filter.unblock(texts, frozenset())

    def block_ports(self, ports: Iterable[str], seconds: int = 0) -> None:
        """Drop everything from and to `ports`, here and elsewhere: `tcp/4444`."""
        if texts := frozenset(map(_port, ports)):
            self._filter.block(frozenset(), texts, seconds)

    def unblock_ports(self, ports: Iterable[str]) -> None:
        """Let `ports` through again."""
        if texts := frozenset(map(_port, ports)):
            self._filter.unblock(frozenset(), texts)

    def isolate(self, allowed: Iterable[str], seconds: int = 0) -> None:
        """Drop everything but what is the host's own, and what goes to and comes from `allowed`."""
        self._filter.isolate(frozenset(map(written, allowed)), seconds)

    def end_isolation(self) -> None:
        """Let through again what is not blocked; a host that is not isolated stays as it is."""
        self._filter.end_isolation()

    def blocked_addresses(self) -> frozenset[str]:
        """Return what is blocked now; nothing where no firewall can be asked."""
        return frozenset(self._table.addresses)

    def blocked_ports(self) -> frozenset[str]:
        """Return the ports that are blocked now."""
        return frozenset(self._table.ports)

    def allowed_addresses(self) -> frozenset[str] | None:
        """Return who is let in while the host is isolated; None where it is not."""
        return self._table.allowed

    @property
    def _table(self) -> Table:
        return self._filter.table() if self._filter.is_available else Table(addresses={}, ports={})

    @property
    def _filter(self) -> Filter:
        return self._nftables if self._nftables.is_available else self._iptables


def _port(text: str) -> str:
    return "{}/{}".format(*port_of(text))
