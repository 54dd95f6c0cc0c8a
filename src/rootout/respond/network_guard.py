"""Which addresses and ports must stay reachable, and why."""

import ipaddress
from functools import lru_cache

from rootout.errors import RootoutError
from rootout.host.api import SocketEntry
from rootout.host.inet import port_of

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WIDEST = {4: 16, 6: 32}  # the shortest prefix of a network that may be blocked
MAPPED_BITS = 96  # ::ffff:0:0/96 holds the whole of IPv4
# A port is blocked both ways, so without these the server finds no name, time, lease or update.
NEEDED_PORTS = frozenset(
    (
        "tcp/22",
        "tcp/53",
        "tcp/80",
        "tcp/443",
        "udp/53",
        "udp/67",
        "udp/68",
        "udp/123",
        "udp/443",
        "udp/546",
        "udp/547",
    )
)


class NetworkGuard:
    """Judges addresses and ports by the operator's own; a hundred thousand are judged quickly."""

    def __init__(self, addresses: frozenset[str], ports: frozenset[str]) -> None:
        """Protect the operator's addresses and the host's own, and these ports."""
        self._own = addresses_of(addresses)
        self._ports = ports | NEEDED_PORTS

    def address(
        self,
        text: str,
        needed: frozenset[str] = frozenset(),
        ways_in: frozenset[str] = frozenset(),
    ) -> str | None:
        """Return why an address or network must not be blocked; `needed` are gateways.

        `ways_in` are addresses from which the operator is connected now.
        """
        network = network_of(text)
        if network is None:
            return "is no address"
        if network.prefixlen < WIDEST[network.version]:
            return "is too large a part of the world to block"
        first = network.network_address
        if first.is_loopback or first.is_unspecified or first.is_multicast or first.is_link_local:
            return "is an address that the server itself needs"
        if _holds(network, self._own) or _holds(network, addresses_of(ways_in)):
            return "is the way by which you are connected, or the server's own"
        if _holds(network, addresses_of(needed)):
            return "is a gateway or a name server of this server"
        return None

    def port(self, text: str, used: frozenset[str] = frozenset()) -> str | None:
        """Return why a port must not be blocked; `used` are those of the operator's connection."""
        try:
            protocol, number = port_of(text)
        except RootoutError:
            return "is no port"
        if f"{protocol}/{number}" in self._ports | used:
            return "is a port that you or the server itself need"
        return None

    def used_ports(
        self, sockets: tuple[SocketEntry, ...], ways_in: frozenset[str] = frozenset()
    ) -> frozenset[str]:
        """Return both ends of each connection with an own address: one is the operator's.

        `ways_in` are addresses from which the operator is connected now.
        """
        own = self._own | addresses_of(ways_in)
        return frozenset(
            f"{one.protocol}/{port}"
            for one in sockets
            if one.state == "established" and addresses_of((one.remote_address,)) & own
            for port in (one.local_port, one.remote_port)
        )


@lru_cache(maxsize=64)
def addresses_of(texts: frozenset[str] | tuple[str, ...]) -> frozenset[object]:
    """Read addresses; what is none, is left out."""
    networks = (network_of(text) for text in texts)
    return frozenset(one.network_address for one in networks if one is not None)


def network_of(text: str) -> Network | None:
    """Read an address or a network; an IPv4 one in the clothes of IPv6 is what it is."""
    try:
        network = ipaddress.ip_network(text.partition("%")[0], strict=False)
    except ValueError:
        return None
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is not None and network.prefixlen >= MAPPED_BITS:
        return ipaddress.ip_network((mapped, network.prefixlen - MAPPED_BITS), strict=False)
    return network


def _holds(network: Network, addresses: frozenset[object]) -> bool:
    if network.prefixlen == network.max_prefixlen:
        return network.network_address in addresses
    return any(one in network for one in addresses)
