"""Block addresses by nftables, or by iptables where no genuine nft is."""

from collections.abc import Iterable
from typing import Protocol

from rootout.host.inet import Network, network_of, text_of
from rootout.host.iptables import Iptables
from rootout.host.nftables import Nftables
from rootout.host.program import TrustedPrograms


class Filter(Protocol):
    """One way to have the kernel drop packets, in a place that is ours alone."""

    @property
    def is_available(self) -> bool:
        """Say whether a genuine program for it is on this host."""

    def block(self, networks: frozenset[Network]) -> None:
        """Drop everything from and to `networks` too, all of them or none."""

    def unblock(self, networks: frozenset[Network]) -> None:
        """Let `networks` through; what is ours goes with the last of them."""

    def blocked(self) -> frozenset[Network]:
        """Return exactly the networks that were asked for."""


class Firewall:
    """The addresses that rootout blocks; rules of others are never changed."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._nftables = Nftables(programs)
        self._iptables = Iptables(programs)

    def block(self, addresses: Iterable[str]) -> None:
        """Drop everything from and to `addresses`; asking for what is blocked changes nothing.

        Raises RootoutError for what is no address, before anything is changed.
        """
        if networks := frozenset(map(network_of, addresses)):
            self._filter.block(networks)

    def unblock(self, addresses: Iterable[str]) -> None:
        """Let `addresses` through again; the table or chain goes with the last of them."""
        if networks := frozenset(map(network_of, addresses)):
            self._filter.unblock(networks)

    def blocked_addresses(self) -> frozenset[str]:
        """Return what is blocked now; nothing where no firewall can be asked."""
        if not self._filter.is_available:
            return frozenset()
        return frozenset(map(text_of, self._filter.blocked()))

    @property
    def _filter(self) -> Filter:
        return self._nftables if self._nftables.is_available else self._iptables
