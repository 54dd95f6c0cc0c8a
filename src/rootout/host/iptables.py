"""One chain of iptables and one of ip6tables, for hosts without nft: iptables-restore(8)."""

from collections.abc import Iterable, Iterator

from rootout.errors import RootoutError
from rootout.host.inet import Network, network_of
from rootout.host.program import TrustedPrograms

# The programs behind every name of iptables; which one is meant is their first argument.
PROGRAMS = tuple(
    f"{folder}/{name}"
    for name in ("xtables-nft-multi", "xtables-legacy-multi", "xtables-multi")
    for folder in ("/usr/sbin", "/sbin")
)
NAMES = {4: "iptables", 6: "ip6tables"}
CHAIN = "ROOTOUT"
HOOKS = ("INPUT", "OUTPUT", "FORWARD")


class Iptables:
    """The chain ROOTOUT of each family; of the others only the jump to it is ours."""

    def __init__(self, programs: TrustedPrograms) -> None:
        self._programs = programs

    @property
    def is_available(self) -> bool:
        """Say whether a genuine iptables is on this host."""
        return self._programs.find(PROGRAMS) is not None

    def block(self, networks: frozenset[Network]) -> None:
        """Drop everything from and to `networks` too, in one transaction a family."""
        for version, asked in _by_version(networks):
            rules = self._rules(version)
            blocked = frozenset(parse_blocked(rules))
            jumps = (f"-I {one} 1 -j {CHAIN}" for one in HOOKS if not _has_jump(rules, one))
            self._restore(version, [f":{CHAIN} - [0:0]", *_drops(blocked | asked), *jumps])

    def unblock(self, networks: frozenset[Network]) -> None:
        """Let `networks` through; the chain goes with the last of them."""
        for version, asked in _by_version(networks):
            rules = self._rules(version)
            left = frozenset(parse_blocked(rules)) - asked
            if left:
                self._restore(version, [f":{CHAIN} - [0:0]", *_drops(left)])
            elif f"-N {CHAIN}" in rules:
                jumps = (f"-D {one} -j {CHAIN}" for one in HOOKS if _has_jump(rules, one))
                self._restore(version, [*jumps, f"-F {CHAIN}", f"-X {CHAIN}"])

    def blocked(self) -> frozenset[Network]:
        """Return exactly the networks that were asked for."""
        found: set[Network] = set()
        for version, name in NAMES.items():
            done = self._programs.run(PROGRAMS, (name, "-w", "-S"))
            if done.code == 0:  # else a family that this kernel does not filter
                rules = done.output.decode(errors="replace").split("\n")
                found.update(one for one in parse_blocked(rules) if one.version == version)
        return frozenset(found)

    def _rules(self, version: int) -> list[str]:
        done = self._programs.run(PROGRAMS, (NAMES[version], "-w", "-S"))
        done.require(NAMES[version])
        return done.output.decode(errors="replace").split("\n")

    def _restore(self, version: int, lines: Iterable[str]) -> None:
        """Change the table in one transaction; a chain that is named is emptied first."""
        script = "\n".join(("*filter", *lines, "COMMIT", ""))
        arguments = (f"{NAMES[version]}-restore", "-w", "--noflush")
        self._programs.run(PROGRAMS, arguments, script.encode()).require(NAMES[version])


def parse_blocked(rules: Iterable[str]) -> Iterator[Network]:
    """Yield the networks that our chain drops, of the rules that `iptables -S` writes."""
    for rule in rules:
        words = rule.split()
        if words[:3] == ["-A", CHAIN, "-s"] and words[4:] == ["-j", "DROP"]:
            try:
                yield network_of(words[3])
            except RootoutError:
                continue  # somebody else's rule in our chain


def _drops(networks: Iterable[Network]) -> Iterator[str]:
    for network in sorted(map(str, networks)):
        yield f"-A {CHAIN} -s {network} -j DROP"
        yield f"-A {CHAIN} -d {network} -j DROP"


def _has_jump(rules: list[str], hook: str) -> bool:
    return f"-A {hook} -j {CHAIN}" in rules


def _by_version(networks: Iterable[Network]) -> Iterator[tuple[int, frozenset[Network]]]:
    for version in NAMES:
        asked = frozenset(one for one in networks if one.version == version)
        if asked:
            yield version, asked
