"""Everything that access logs tell of attacks: who, at what, when, and whether it worked."""

from collections import defaultdict
from collections.abc import Iterable

from rootout.model.finding import Severity, rank
from rootout.model.value import value
from rootout.weblog.blocks import Network, blocks_of
from rootout.weblog.detections import DETECTIONS
from rootout.weblog.log import Log
from rootout.weblog.sign import Sign
from rootout.weblog.tally import Tally

MOST_REASONS = 3
TOLD = rank("medium")


@value
class Attacker:
    """One address, and all that it did."""

    address: str
    severity: Severity
    techniques: tuple[str, ...]
    requests: int
    first: int  # seconds since 1970, UTC
    last: int
    succeeded: bool
    why: str


@value
class OddFile:
    """What is asked for oddly, by its path on the server."""

    url_path: str
    severity: Severity
    why: str


@value
class Analysis:
    """What was found in logs."""

    tally: Tally
    first: int
    last: int
    signs: tuple[Sign, ...]  # the worst first
    attackers: tuple[Attacker, ...]
    files: tuple[OddFile, ...]
    block: tuple[str, ...]  # addresses, and networks where all that came from there attacks


def analyse(log: Log, tally: Tally, spared: Iterable[Network] = ()) -> Analysis:
    """Run every detection over a log; `spared` networks are told of, and never blocked."""
    signs = [] if log.is_empty else [sign for one in DETECTIONS for sign in one(log)]
    signs.sort(key=lambda one: (-rank(one.severity), one.first, one.address, one.path))
    attackers = _attackers(log, signs)
    first, last, _ = log.span
    return Analysis(
        tally=tally,
        first=first,
        last=last,
        signs=tuple(signs),
        attackers=attackers,
        files=_files(signs),
        block=blocks_of([one.address for one in attackers], _visitors(log, attackers), spared),
    )


def _attackers(log: Log, signs: list[Sign]) -> tuple[Attacker, ...]:
    by_address: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        if sign.address and rank(sign.severity) >= TOLD:
            by_address[sign.address].append(sign)
    log.put("chosen", "address varchar", [(one,) for one in sorted(by_address)])
    seen = {row["address"]: row for row in log.ask("attackers")} if by_address else {}
    found = [
        Attacker(
            address=address,
            severity=ours[0].severity,
            techniques=tuple(dict.fromkeys(name for one in ours for name in one.all_techniques)),
            requests=seen[address]["requests"],
            first=seen[address]["first"],
            last=seen[address]["last"],
            succeeded=any(one.succeeded for one in ours),
            why="; ".join([one.why for one in ours][:MOST_REASONS]),
        )
        for address, ours in by_address.items()
    ]
    found.sort(key=lambda one: (-rank(one.severity), not one.succeeded, -one.requests, one.address))
    return tuple(found)


def _files(signs: list[Sign]) -> tuple[OddFile, ...]:
    by_path: dict[str, list[Sign]] = defaultdict(list)
    for sign in signs:
        if sign.path and rank(sign.severity) >= TOLD:
            by_path[sign.path].append(sign)
    return tuple(
        OddFile(
            url_path=path,
            severity=max((one.severity for one in ours), key=rank),
            why="; ".join(list(dict.fromkeys(one.why for one in ours))[:MOST_REASONS]),
        )
        for path, ours in by_path.items()
    )


def _visitors(log: Log, attackers: tuple[Attacker, ...]) -> list[str]:
    return [row["address"] for row in log.ask("visitor_addresses")] if attackers else []
