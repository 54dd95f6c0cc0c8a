"""Chains of iptables and ip6tables, for hosts without nft: iptables-restore(8)."""

import os
from collections.abc import Iterable, Iterator

from rootout.errors import RootoutError
from rootout.host.inet import PROTOCOLS, network_of, port_of, text_of
from rootout.host.nft_table import Table
from rootout.host.program import TrustedPrograms

# The programs behind every name of iptables; which one is meant is their first argument.
PROGRAMS = tuple(
    f"{folder}/{name}"
    for name in ("xtables-nft-multi", "xtables-legacy-multi", "xtables-multi")
    for folder in ("/usr/sbin", "/sbin")
)
NAMES = {4: "iptables", 6: "ip6tables"}
CHAIN = "ROOTOUT"
BLOCKING = {"INPUT": CHAIN, "OUTPUT": CHAIN, "FORWARD": CHAIN}
ISOLATING = {"INPUT": f"{CHAIN}-IN", "OUTPUT": f"{CHAIN}-OUT", "FORWARD": f"{CHAIN}-FORWARD"}
IPV6 = "/proc/self/net/if_inet6"  # is not there where the kernel was told to have no IPv6

# The same exceptions as those of nftables; what returns goes on to the administrator's rules.
DHCP_AND_NEIGHBOURS = {
    (4, "INPUT"): ("-p udp --sport 67 --dport 68",),
    (4, "OUTPUT"): ("-d 255.255.255.255/32 -p udp --sport 68 --dport 67",),
    (6, "INPUT"): (
        "-s fe80::/10 -p udp --sport 547 --dport 546",
        *(f"-p ipv6-icmp --icmpv6-type {kind}" for kind in (134, 135, 136)),
    ),
    (6, "OUTPUT"): (
        "-d ff02::1:2/128 -p udp --sport 546 --dport 547",
        *(f"-p ipv6-icmp --icmpv6-type {kind}" for kind in (133, 135, 136)),
        *(f"-d ff02::/16 -p ipv6-icmp --icmpv6-type {kind}" for kind in (131, 143)),
    ),
}


class Iptables:
    """The chains ROOTOUT of each family; of the others only the jumps to them are ours."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._programs = programs

    @property
    def is_available(self) -> bool:
        """Say whether a genuine iptables is on this host."""
        return self._programs.find(PROGRAMS) is not None

    def table(self) -> Table:
        """Return what is held now."""
        addresses: dict[str, int] = {}
        ports: dict[str, int] = {}
        allowed: frozenset[str] | None = None
        for version, name in NAMES.items():
            done = self._programs.run(PROGRAMS, (name, "-w", "-S"))
            if done.code == 0:  # else a family that this kernel does not filter
                rules = done.output.decode(errors="replace").split("\n")
                found = parse_rules(version, rules)
                addresses |= found.addresses
                ports |= found.ports
                if found.allowed is not None:
                    allowed = (allowed or frozenset()) | found.allowed
        return Table(addresses=addresses, ports=ports, allowed=allowed)

    def block(self, addresses: frozenset[str], ports: frozenset[str], seconds: int) -> None:
        """Drop everything from and to these too, in one transaction a family."""
        if seconds:
            hint = "Install nftables, or block for ever and use `rootout undo` later."
            raise RootoutError("iptables cannot block for a time", hint)
        for version in _versions(addresses, ports):
            rules = self._rules(version)
            before = parse_rules(version, rules)
            drops = _drops(
                before.addresses.keys() | _of_version(addresses, version),
                before.ports.keys() | ports,
            )
            self._restore(version, [f":{CHAIN} - [0:0]", *drops, *_jumps(rules, BLOCKING)])

    def unblock(self, addresses: frozenset[str], ports: frozenset[str]) -> None:
        """Let these through; the chain goes with the last of them."""
        for version in _versions(addresses, ports):
            rules = self._rules(version)
            before = parse_rules(version, rules)
            drops = [*_drops(before.addresses.keys() - addresses, before.ports.keys() - ports)]
            if drops:
                self._restore(version, [f":{CHAIN} - [0:0]", *drops])
            else:
                self._restore(version, _removal(rules, BLOCKING))

    def isolate(self, allowed: frozenset[str], seconds: int) -> None:
        """Drop everything but what goes to and comes from `allowed`; the time is not kept here."""
        for version in _versions(frozenset(), frozenset(PROTOCOLS)):
            rules = self._rules(version)
            chains = (f":{one} - [0:0]" for one in ISOLATING.values())
            lines = [*chains, *_isolation(version, allowed), *_jumps(rules, ISOLATING)]
            self._restore(version, lines)

    def end_isolation(self) -> None:
        """Let everything through again that is not blocked."""
        for version in _versions(frozenset(), frozenset(PROTOCOLS)):
            self._restore(version, _removal(self._rules(version), ISOLATING))

    def _rules(self, version: int) -> list[str]:
        done = self._programs.run(PROGRAMS, (NAMES[version], "-w", "-S"))
        done.require(NAMES[version])
        return done.output.decode(errors="replace").split("\n")

    def _restore(self, version: int, lines: Iterable[str]) -> None:
        """Change the table in one transaction; a chain that is named is emptied first."""
        if lines := list(lines):
            script = "\n".join(("*filter", *lines, "COMMIT", ""))
            arguments = (f"{NAMES[version]}-restore", "-w", "--noflush")
            self._programs.run(PROGRAMS, arguments, script.encode()).require(NAMES[version])


def parse_rules(version: int, rules: Iterable[str]) -> Table:
    """Read what our chains drop and let through, of the rules that `iptables -S` writes."""
    addresses: dict[str, int] = {}
    ports: dict[str, int] = {}
    allowed: set[str] = set()
    is_isolated = False
    for rule in rules:
        words = rule.split()
        is_isolated = is_isolated or words[:2] == ["-N", ISOLATING["INPUT"]]
        try:
            if words[:3] == ["-A", CHAIN, "-s"] and words[4:] == ["-j", "DROP"]:
                addresses[_read(words[3], version)] = 0
            elif words[:3] == ["-A", CHAIN, "-p"] and words[6:7] == ["--dport"]:
                ports[f"{words[3]}/{port_of(f'{words[3]}/{words[7]}')[1]}"] = 0
            elif words[:3] == ["-A", ISOLATING["INPUT"], "-s"] and words[4:] == ["-j", "RETURN"]:
                allowed.add(_read(words[3], version))
        except (RootoutError, IndexError):
            continue  # somebody else's rule in our chain
    return Table(
        addresses=addresses, ports=ports, allowed=frozenset(allowed) if is_isolated else None
    )


def _read(text: str, version: int) -> str:
    network = network_of(text)
    if network.version != version:
        raise RootoutError(f"{text!r} is of another family", "Look at the chain ROOTOUT.")
    return text_of(network)


def _drops(addresses: Iterable[str], ports: Iterable[str]) -> Iterator[str]:
    for address in sorted(addresses):
        yield f"-A {CHAIN} -s {address} -j DROP"
        yield f"-A {CHAIN} -d {address} -j DROP"
    for protocol, port in sorted(map(port_of, ports)):
        yield f"-A {CHAIN} -p {protocol} --dport {port} -j DROP"
        yield f"-A {CHAIN} -p {protocol} --sport {port} -j DROP"


def _isolation(version: int, allowed: Iterable[str]) -> Iterator[str]:
    own = sorted(_of_version(allowed, version))
    for hook, interface, side in (("INPUT", "-i", "-s"), ("OUTPUT", "-o", "-d")):
        chain = ISOLATING[hook]
        yield f"-A {chain} {interface} lo -j RETURN"
        yield from (f"-A {chain} {side} {one} -j RETURN" for one in own)
        yield from (f"-A {chain} {one} -j RETURN" for one in DHCP_AND_NEIGHBOURS[version, hook])
    yield from (f"-A {chain} -j DROP" for chain in ISOLATING.values())


def _jumps(rules: list[str], chains: dict[str, str]) -> Iterator[str]:
    """Yield the jumps to our chains that are missing, before all other rules."""
    pairs = chains.items()
    yield from (
        f"-I {hook} 1 -j {one}" for hook, one in pairs if f"-A {hook} -j {one}" not in rules
    )


def _removal(rules: list[str], chains: dict[str, str]) -> Iterator[str]:
    """Yield what takes our chains, and the jumps to them, away again."""
    pairs = chains.items()
    yield from (f"-D {hook} -j {one}" for hook, one in pairs if f"-A {hook} -j {one}" in rules)
    present = [one for one in dict.fromkeys(chains.values()) if f"-N {one}" in rules]
    yield from (f"-F {one}" for one in present)
    yield from (f"-X {one}" for one in present)


def _of_version(addresses: Iterable[str], version: int) -> frozenset[str]:
    return frozenset(one for one in addresses if (":" in one) == (version == 6))


def _versions(addresses: frozenset[str], ports: frozenset[str]) -> Iterator[int]:
    """Yield the families that are meant: ports are of both, where there are both."""
    for version in NAMES:
        is_everywhere = bool(ports) and (version == 4 or os.path.exists(IPV6))
        if is_everywhere or _of_version(addresses, version):
            yield version
