"""Which addresses may be blocked, and when a network is blocked as a whole."""

from collections import defaultdict
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from rootout.errors import RootoutError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WIDTH = {4: 24, 6: 64}  # what one customer, or one rented rack, has
LEAST = {4: 8, 6: 3}  # attackers in it, and nobody else
# Behind these are proxies, load balancers and colleagues: RFC 1918, RFC 4193, RFC 6598.
INNER = tuple(
    ip_network(one)
    for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)


def network_of(text: str) -> Network:
    """Read an address or network as a person writes it; RootoutError where it is none."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError as error:
        hint = "Write 203.0.113.9, 203.0.113.0/24 or 2001:db8::/32."
        raise RootoutError(f"{text!r} is no address or network", hint) from error


def blocks_of(
    attackers: Iterable[str], visitors: Iterable[str], spared: Iterable[Network]
) -> tuple[str, ...]:
    """Return what to block, in order; names, inner addresses and spared networks are left out."""
    kept = tuple(spared)
    guilty = {one for one in map(_address, attackers) if one and _may_be_blocked(one, kept)}
    by_network: dict[Network, set[Address]] = defaultdict(set)
    for address in guilty:
        by_network[_around(address)].add(address)
    crowded = {net for net, found in by_network.items() if len(found) >= LEAST[net.version]}
    for visitor in map(_address, visitors) if crowded else ():
        if visitor and visitor not in guilty:
            crowded.discard(_around(visitor))
    crowded = {net for net in crowded if not any(_overlaps(net, one) for one in kept)}
    single = {one for one in guilty if _around(one) not in crowded}
    listed: list[Address | Network] = [*single, *crowded]
    return tuple(str(one) for one in sorted(listed, key=_order))


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _around(address: Address) -> Network:
    return ip_network((address, WIDTH[address.version]), strict=False)


def _may_be_blocked(address: Address, spared: tuple[Network, ...]) -> bool:
    if (
        address.is_loopback
        or address.is_unspecified
        or address.is_multicast
        or address.is_link_local
    ):
        return False
    return not any(address in one for one in (*INNER, *spared))


def _overlaps(one: Network, other: Network) -> bool:
    return one.version == other.version and one.overlaps(other)


def _order(one: Address | Network) -> tuple[int, int]:
    first = one if isinstance(one, IPv4Address | IPv6Address) else one.network_address
    return first.version, int(first)
