"""One table of nftables, `inet rootout`, changed whole or not at all: nft(8)."""

import ipaddress
import json
from collections.abc import Iterable, Iterator
from typing import cast

from rootout.errors import RootoutError
from rootout.host.inet import Network, network_of, text_of
from rootout.host.program import TrustedPrograms

NFT = ("/usr/sbin/nft", "/sbin/nft")
MISSING = b"No such file or directory"  # ENOENT, in the language C
VERSIONS = (4, 6)

# Single addresses have sets of their own: interval sets cost five times as much. Those hold no
# two intervals that touch, so what was asked for is kept beside them, address and prefix length.
# The priority is before the administrator's filters (0) and after connection tracking (-200).
TABLE = """
add table inet rootout
add set inet rootout hosts4 { type ipv4_addr; }
add set inet rootout hosts6 { type ipv6_addr; }
add set inet rootout networks4 { type ipv4_addr; flags interval; }
add set inet rootout networks6 { type ipv6_addr; flags interval; }
add set inet rootout asked4 { type ipv4_addr . mark; }
add set inet rootout asked6 { type ipv6_addr . mark; }
add chain inet rootout input { type filter hook input priority -10; }
add chain inet rootout output { type filter hook output priority -10; }
add chain inet rootout forward { type filter hook forward priority -10; }
flush chain inet rootout input
flush chain inet rootout output
flush chain inet rootout forward
"""
REMOVAL = "delete table inet rootout\n"


class Nftables:
    """The table `inet rootout`; tables of others are never read or changed."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._programs = programs

    @property
    def is_available(self) -> bool:
        """Say whether a genuine nft is on this host."""
        return self._programs.find(NFT) is not None

    def block(self, networks: frozenset[Network]) -> None:
        """Drop everything from and to `networks` too, in one transaction."""
        lines = [*_rules(), *_elements("add", filter(_is_host, networks))]
        wide = frozenset(one for one in networks if not _is_host(one))
        if wide:
            lines += _rebuilt(wide | self.blocked())
        self._change(TABLE + "\n".join(lines) + "\n")

    def unblock(self, networks: frozenset[Network]) -> None:
        """Let `networks` through; the table goes with the last of them."""
        blocked = self._blocked()
        if blocked is None:
            return
        leaving, left = blocked & networks, blocked - networks
        if not left:
            self._change(REMOVAL)
        elif leaving:
            lines = [*_elements("delete", filter(_is_host, leaving))]
            if not all(map(_is_host, leaving)):
                lines += _rebuilt(left)
            self._change("\n".join(lines) + "\n")

    def blocked(self) -> frozenset[Network]:
        """Return exactly the networks that were asked for."""
        return self._blocked() or frozenset()

    def _blocked(self) -> frozenset[Network] | None:
        """Return what the table holds; None where there is no table."""
        done = self._programs.run(NFT, ("-j", "list", "table", "inet", "rootout"))
        if done.code != 0 and MISSING in done.errors:
            return None
        done.require("nft")
        return parse_blocked(done.output)

    def _change(self, script: str) -> None:
        self._programs.run(NFT, ("-f", "-"), script.encode()).require("nft")


def parse_blocked(output: bytes) -> frozenset[Network]:
    """Read the elements of our sets out of what `nft -j list table` says: libnftables-json(5).

    Raises RootoutError where that is something else.
    """
    try:
        sets = [item["set"] for item in json.loads(output)["nftables"] if "set" in item]
        texts = [
            _written(element)
            for one in sets
            for element in one.get("elem", ())
            if not one["name"].startswith("networks")
        ]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        hint = "Look at `nft list table inet rootout`."
        raise RootoutError("what nft says of its table cannot be read", hint) from error
    return frozenset(map(network_of, texts))


def _written(element: object) -> str:
    """Write one element as text: a host is a string, a network an address and a length."""
    if isinstance(element, dict):
        address, length = element["concat"]
        return f"{address}/{int(str(length), 0)}"
    return str(element)


def _rules() -> Iterator[str]:
    for chain in ("input", "output", "forward"):
        for version, family in zip(VERSIONS, ("ip", "ip6"), strict=True):
            for kind in ("hosts", "networks"):
                for side in ("saddr", "daddr"):
                    rule = f"{family} {side} @{kind}{version} drop"
                    yield f"add rule inet rootout {chain} {rule}"


def _rebuilt(networks: frozenset[Network]) -> Iterator[str]:
    """Yield what makes the sets of networks hold these and no others."""
    for version in VERSIONS:
        asked = [one for one in networks if one.version == version and not _is_host(one)]
        yield f"flush set inet rootout networks{version}"
        yield f"flush set inet rootout asked{version}"
        # all are of one version, which its type cannot say
        merged = ipaddress.collapse_addresses(cast("list[ipaddress.IPv4Network]", asked))
        yield from _element("add", f"networks{version}", map(str, merged))
        pairs = (f"{one.network_address} . {one.prefixlen}" for one in asked)
        yield from _element("add", f"asked{version}", pairs)


def _elements(verb: str, hosts: Iterable[Network]) -> Iterator[str]:
    every = tuple(hosts)
    for version in VERSIONS:
        texts = (text_of(one) for one in every if one.version == version)
        yield from _element(verb, f"hosts{version}", texts)


def _element(verb: str, name: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield one command for a set; the texts are written by ipaddress, never by a host."""
    if listed := ", ".join(sorted(texts)):
        yield f"{verb} element inet rootout {name} {{ {listed} }}"


def _is_host(network: Network) -> bool:
    return network.prefixlen == network.max_prefixlen
