"""Block addresses in one nftables table of our own, or in a chain of iptables without nft."""

import ipaddress
import json
from collections.abc import Iterable, Iterator

from rootout.errors import RootoutError
from rootout.host.program import Completed, TrustedPrograms

NFT = ("/usr/sbin/nft", "/sbin/nft")
IPTABLES = {
    4: ("/usr/sbin/iptables-nft", "/usr/sbin/iptables", "/sbin/iptables"),
    6: ("/usr/sbin/ip6tables-nft", "/usr/sbin/ip6tables", "/sbin/ip6tables"),
}
CHAIN = "ROOTOUT"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Single addresses and networks have sets of their own: interval sets cost five times as much.
# The priority is before the administrator's filters (0) and after connection tracking (-200).
TABLE = """
add table inet rootout
add set inet rootout hosts4 { type ipv4_addr; }
add set inet rootout hosts6 { type ipv6_addr; }
add set inet rootout networks4 { type ipv4_addr; flags interval; auto-merge; }
add set inet rootout networks6 { type ipv6_addr; flags interval; auto-merge; }
add chain inet rootout input { type filter hook input priority -10; }
add chain inet rootout output { type filter hook output priority -10; }
add chain inet rootout forward { type filter hook forward priority -10; }
flush chain inet rootout input
flush chain inet rootout output
flush chain inet rootout forward
"""
SETS = ("hosts4", "networks4", "hosts6", "networks6")


class Firewall:
    """The addresses that rootout blocks; rules of others are never read or changed."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._programs = programs

    def block(self, addresses: Iterable[str]) -> None:
        """Drop everything from and to `addresses`, all of them or none."""
        networks = [_network(one) for one in addresses]
        if not networks:
            return
        if self._has_nft():
            self._nft(TABLE + "\n".join((*_rules(), *_elements("add", networks))) + "\n")
        else:
            for network in networks:
                self._ensure_chain(network.version)
                self._iptables(network.version, *_drops("-A", network), is_needed=True)

    def unblock(self, addresses: Iterable[str]) -> None:
        """Let `addresses` through again; the table goes with the last of them."""
        blocked = self.blocked_addresses()
        wanted = {_text(_network(one)) for one in addresses} & blocked
        if self._has_nft():
            if wanted:
                self._nft("\n".join(_elements("delete", map(_network, sorted(wanted)))) + "\n")
            if not self.blocked_addresses():
                self._nft("add table inet rootout\ndelete table inet rootout\n")
            return
        for network in map(_network, sorted(wanted)):
            self._iptables(network.version, *_drops("-D", network), is_needed=False)
        for version in IPTABLES:
            if not any(_network(one).version == version for one in self.blocked_addresses()):
                self._remove_chain(version)

    def blocked_addresses(self) -> frozenset[str]:
        """Return what is blocked now; nothing where no firewall can be asked."""
        if self._has_nft():
            done = self._programs.run(NFT, ("-j", "list", "table", "inet", "rootout"))
            return frozenset(_listed(done.output)) if done.code == 0 else frozenset()
        found: set[str] = set()
        for version, candidates in IPTABLES.items():
            if self._programs.find(candidates):
                done = self._programs.run(candidates, ("-S", CHAIN))
                found.update(_from_rules(done.output.decode(errors="replace"), version))
        return frozenset(found)

    def _has_nft(self) -> bool:
        return self._programs.find(NFT) is not None

    def _nft(self, script: str) -> None:
        _require(self._programs.run(NFT, ("-f", "-"), script.encode()), "nft")

    def _ensure_chain(self, version: int) -> None:
        self._iptables(version, ("-N", CHAIN), is_needed=False)
        for hook in ("INPUT", "OUTPUT", "FORWARD"):
            done = self._programs.run(IPTABLES[version], ("-w", "-C", hook, "-j", CHAIN))
            if done.code != 0:
                self._iptables(version, ("-I", hook, "1", "-j", CHAIN), is_needed=True)

    def _remove_chain(self, version: int) -> None:
        if self._programs.find(IPTABLES[version]):
            hooks = (("-D", hook, "-j", CHAIN) for hook in ("INPUT", "OUTPUT", "FORWARD"))
            self._iptables(version, *hooks, ("-F", CHAIN), ("-X", CHAIN), is_needed=False)

    def _iptables(self, version: int, *commands: tuple[str, ...], is_needed: bool) -> None:
        for command in commands:
            done = self._programs.run(IPTABLES[version], ("-w", *command))
            if is_needed:
                _require(done, "iptables")


def _rules() -> Iterator[str]:
    for chain in ("input", "output", "forward"):
        for name in SETS:
            family = "ip" if name.endswith("4") else "ip6"
            for side in ("saddr", "daddr"):
                yield f"add rule inet rootout {chain} {family} {side} @{name} drop"


def _elements(verb: str, networks: Iterable[Network]) -> Iterator[str]:
    """Yield one command for each set; the texts are written by ipaddress, never by a host."""
    by_set: dict[str, list[str]] = {}
    for network in networks:
        kind = "hosts" if network.prefixlen == network.max_prefixlen else "networks"
        by_set.setdefault(f"{kind}{network.version}", []).append(_text(network))
    for name, texts in by_set.items():
        yield f"{verb} element inet rootout {name} {{ {', '.join(texts)} }}"


def _drops(verb: str, network: Network) -> tuple[tuple[str, ...], ...]:
    text = _text(network)
    return ((verb, CHAIN, "-s", text, "-j", "DROP"), (verb, CHAIN, "-d", text, "-j", "DROP"))


def _listed(output: bytes) -> Iterator[str]:
    """Yield the elements of our sets out of `nft -j list table`: libnftables-json(5)."""
    for item in json.loads(output).get("nftables", ()):
        for element in item.get("set", {}).get("elem", ()):
            yield _text(_network(_element(element)))


def _element(element: object) -> str:
    if isinstance(element, dict):
        prefix = element.get("prefix")
        if isinstance(prefix, dict):
            return f"{prefix['addr']}/{prefix['len']}"
        return _element(element.get("elem", {}).get("val"))
    return str(element)


def _from_rules(rules: str, version: int) -> Iterator[str]:
    for line in rules.split("\n"):
        words = line.split()
        if words[:3] == ["-A", CHAIN, "-s"] and words[-1] == "DROP":
            network = _network(words[3])
            if network.version == version:
                yield _text(network)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        raise RootoutError(f"{text!r} is no address", "Give an IP address or network.") from error


def _text(network: Network) -> str:
    single = network.prefixlen == network.max_prefixlen
    return str(network.network_address if single else network)


def _require(done: Completed, program: str) -> None:
    if done.code != 0:
        said = done.errors.decode(errors="replace").strip()[:200]
        hint = "The kernel may lack netfilter, or rootout the right to change it; run as root."
        raise RootoutError(f"{program} refused: {said}", hint)
