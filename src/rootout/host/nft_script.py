"""What rootout tells nftables to do, as text for `nft -f -`: nft(8).

Every text that goes into it was written by ipaddress or is a number, never taken from a host.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from rootout.host.inet import PROTOCOLS, Network, network_of, port_of

VERSIONS = (4, 6)
FAMILIES = {4: "ip", 6: "ip6"}
CHAINS = ("input", "output", "forward")
REMOVAL = "delete table inet rootout"

# Single addresses have sets of their own: interval sets cost five times as much. Those hold no
# two intervals that touch, so what was asked for is kept beside them, address and prefix length.
# The priority is before the administrator's filters (0) and after connection tracking (-200).
TABLE = """\
add table inet rootout
add set inet rootout hosts4 { type ipv4_addr; flags timeout; }
add set inet rootout hosts6 { type ipv6_addr; flags timeout; }
add set inet rootout networks4 { type ipv4_addr; flags interval, timeout; }
add set inet rootout networks6 { type ipv6_addr; flags interval, timeout; }
add set inet rootout asked4 { type ipv4_addr . mark; flags timeout; }
add set inet rootout asked6 { type ipv6_addr . mark; flags timeout; }
add set inet rootout tcp_ports { type inet_service; flags timeout; }
add set inet rootout udp_ports { type inet_service; flags timeout; }
add chain inet rootout input { type filter hook input priority -10; }
add chain inet rootout output { type filter hook output priority -10; }
add chain inet rootout forward { type filter hook forward priority -10; }
flush chain inet rootout input
flush chain inet rootout output
flush chain inet rootout forward"""

# What an isolated host may still say: itself, the operator, DHCP (RFC 2131, RFC 8415), and who its
# neighbours are (RFC 4861, with hop limit 255; RFC 2710, so that switches let that through). The
# last rule of each chain holds as long as its set has elements: where they have a timeout, the
# kernel itself lets go. A drop is final, and what is let through here goes on to other filters.
ISOLATION = """\
add table inet rootout
add set inet rootout allowed4 { type ipv4_addr; }
add set inet rootout allowed6 { type ipv6_addr; }
add set inet rootout isolated { type nf_proto; flags timeout; }
add chain inet rootout isolated_input { type filter hook input priority -10; }
add chain inet rootout isolated_output { type filter hook output priority -10; }
add chain inet rootout isolated_forward { type filter hook forward priority -10; }
flush chain inet rootout isolated_input
flush chain inet rootout isolated_output
flush chain inet rootout isolated_forward
flush set inet rootout allowed4
flush set inet rootout allowed6
flush set inet rootout isolated
add rule inet rootout isolated_input iifname "lo" accept
add rule inet rootout isolated_input ip saddr @allowed4 accept
add rule inet rootout isolated_input ip6 saddr @allowed6 accept
add rule inet rootout isolated_input meta nfproto ipv4 udp sport 67 udp dport 68 accept
add rule inet rootout isolated_input ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
add rule inet rootout isolated_input ip6 hoplimit 255 icmpv6 type \
{ nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
add rule inet rootout isolated_output oifname "lo" accept
add rule inet rootout isolated_output ip daddr @allowed4 accept
add rule inet rootout isolated_output ip6 daddr @allowed6 accept
add rule inet rootout isolated_output ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept
add rule inet rootout isolated_output ip6 daddr ff02::1:2 udp sport 546 udp dport 547 accept
add rule inet rootout isolated_output ip6 hoplimit 255 icmpv6 type \
{ nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } accept
add rule inet rootout isolated_output ip6 daddr ff02::/16 icmpv6 type \
{ mld-listener-report, mld2-listener-report } accept
add rule inet rootout isolated_input meta nfproto @isolated drop
add rule inet rootout isolated_output meta nfproto @isolated drop
add rule inet rootout isolated_forward meta nfproto @isolated drop"""
END_OF_ISOLATION = """\
flush chain inet rootout isolated_input
flush chain inet rootout isolated_output
flush chain inet rootout isolated_forward
delete chain inet rootout isolated_input
delete chain inet rootout isolated_output
delete chain inet rootout isolated_forward
delete set inet rootout isolated
delete set inet rootout allowed4
delete set inet rootout allowed6"""


def rules() -> Iterator[str]:
    """Yield the rules that drop what the sets hold, both ways."""
    for chain in CHAINS:
        for version, family in FAMILIES.items():
            for kind in ("hosts", "networks"):
                for side in ("saddr", "daddr"):
                    yield f"add rule inet rootout {chain} {family} {side} @{kind}{version} drop"
        for protocol in PROTOCOLS:
            for side in ("sport", "dport"):
                yield f"add rule inet rootout {chain} {protocol} {side} @{protocol}_ports drop"


def isolation(allowed: Iterable[str], seconds: int) -> Iterator[str]:
    """Yield what cuts the host off from all but `allowed`, for so long (0: for ever)."""
    yield ISOLATION
    for version in VERSIONS:
        yield from _element("add", f"allowed{version}", _of_version(sorted(allowed), version))
    yield from _element("add", "isolated", (_timed(one, seconds) for one in ("ipv4", "ipv6")))


def add(texts: Iterable[str], seconds: int = 0) -> Iterator[str]:
    """Yield what adds single addresses and ports to their sets."""
    yield from _each("add", texts, seconds)


def delete(texts: Iterable[str], held: Mapping[str, int]) -> Iterator[str]:
    """Yield what deletes single addresses and ports from their sets, where they are `held`.

    What has a timeout may be gone by then, and one missing element would be the end of the whole
    transaction: it is added first.
    """
    every = [one for one in texts if one in held]
    yield from _each("add", (one for one in every if held[one]))
    yield from _each("delete", every)


def _each(verb: str, texts: Iterable[str], seconds: int = 0) -> Iterator[str]:
    every = sorted(texts)
    for protocol in PROTOCOLS:
        pairs = (port_of(one) for one in every if one.startswith(f"{protocol}/"))
        numbers = [_timed(str(port), seconds) for _, port in pairs]
        yield from _element(verb, f"{protocol}_ports", numbers)
    addresses = [one for one in every if "/" not in one]
    for version in VERSIONS:
        timed = (_timed(one, seconds) for one in _of_version(addresses, version))
        yield from _element(verb, f"hosts{version}", timed)


def networks(asked: Mapping[str, int]) -> Iterator[str]:
    """Yield what makes the sets of networks hold these and no others, each for its seconds."""
    for version in VERSIONS:
        own = {network_of(one): asked[one] for one in _of_version(asked, version)}
        yield f"flush set inet rootout networks{version}"
        yield f"flush set inet rootout asked{version}"
        pairs = (_timed(f"{one.network_address} . {one.prefixlen}", own[one]) for one in own)
        yield from _element("add", f"asked{version}", pairs)
        texts = (_timed(str(one), seconds) for one, seconds in _pieces(own))
        yield from _element("add", f"networks{version}", texts)


def _pieces(asked: Mapping[Network, int]) -> Iterator[tuple[Network, int]]:
    """Cut networks so that no two overlap, each with the longest time that was asked for it."""
    done: list[Network] = []
    longest_first = sorted(set(asked.values()), key=lambda one: -one if one else float("-inf"))
    for seconds in longest_first:
        left = [one for one in asked if asked[one] == seconds]
        for other in done:
            left = [piece for one in left for piece in _without(one, other)]
        # all are of one version, which its type cannot say
        merged = list(ipaddress.collapse_addresses(cast("list[ipaddress.IPv4Network]", left)))
        done += merged
        yield from ((one, seconds) for one in merged)


def _without(one: Network, other: Network) -> Iterable[Network]:
    if not one.overlaps(other):
        return (one,)
    if other.prefixlen <= one.prefixlen:
        return ()
    return cast("ipaddress.IPv4Network", one).address_exclude(cast("ipaddress.IPv4Network", other))


def _of_version(texts: Iterable[str], version: int) -> list[str]:
    return [one for one in texts if (":" in one) == (version == VERSIONS[1])]


def _timed(text: str, seconds: int) -> str:
    return f"{text} timeout {seconds}s" if seconds else text


def _element(verb: str, name: str, texts: Iterable[str]) -> Iterator[str]:
    if listed := ", ".join(texts):
        yield f"{verb} element inet rootout {name} {{ {listed} }}"
