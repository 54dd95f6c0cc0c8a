"""What of the departures is a suspicion, and how bad: unusual alone is not evil.

On the Numenta benchmark a sensitive baseline rings 13 to 30 times a day. So a suspicion needs an
hour's persistence, and above low something that is evidence beyond the number.
"""

from collections.abc import Callable, Iterable, Iterator

from rootout.collect.places import is_hidden, is_in_own_folder, is_temporary
from rootout.history.departures import Behind, Departure
from rootout.history.listeners import NewListener
from rootout.history.measures import LOGS, between, figure
from rootout.history.table import HOUR
from rootout.model.entity import Entity
from rootout.model.finding import Confidence, Finding, Severity

Owner = Callable[[str], str | None]
GONE = " (deleted)"  # as the kernel writes what /proc/PID/exe leads to
MEMORY = ("/memfd:", "/dev/zero", "/SYSV")
OF_ADMINS = ("/usr/local/", "/opt/", "/srv/", "/home/", "/root/", "/app/", "/var/lib/", "/var/www/")
OF_CONTAINERS = ("/var/lib/docker/", "/var/lib/containers/", "/nix/store/", "/snap/")
FLOOD = 5.0  # connections a second
TIMES = 10.0  # more than the greatest of usual days
LEAST_CPU = 15.0  # percent of the machine
CPU_MEASURES = frozenset(("cpu.busy", "load"))
OUTWARD = {
    "connections.out": "T1046",
    "connections.failed": "T1046",
    "tcp.syn-sent": "T1046",
    "network.bytes.out": "T1567",
    "network.packets.out": "T1498.001",
    "datagrams.out": "T1498.001",
}


def suspicions(
    departed: Iterable[Departure], listeners: Iterable[NewListener], owner: Owner
) -> Iterator[Finding]:
    """Yield a finding for each departure that lasted and may be an intruder's.

    `owner` names the package of a path, and None for what none owns.
    """
    seen: set[str] = set()
    for one in departed:
        if one.seconds < HOUR:
            continue
        for finding in (*_of_programs(one, owner), *_of_network(one), *_of_logs(one)):
            if finding.id not in seen:
                seen.add(finding.id)
                yield finding
    for listener in listeners:
        yield _of_listener(listener)


def _of_programs(one: Departure, owner: Owner) -> Iterator[Finding]:
    for behind in one.programs if one.measure.name in CPU_MEASURES else ():
        path = behind.program.removesuffix(GONE)
        if behind.amount < LEAST_CPU or not path.startswith("/"):
            continue
        *_, script = path.split(" ", 1)
        if owner(path.split(" ", 1)[0]) and (script == path or not script.startswith("/")):
            continue
        if not owner(script):
            yield _busy_stranger(one, behind, script)


def _busy_stranger(one: Departure, behind: Behind, path: str) -> Finding:
    severity, confidence = _weight(path, behind)
    return Finding(
        rule="trend_cpu_of_unowned_program",
        title="A program that no package owns uses far more CPU than this server usually does",
        severity=severity,
        confidence=confidence,
        techniques=("T1496",),
        records=(),
        entities=(Entity("file", path),),
        why=f"{behind.program} uses {behind.amount:.0f} % of the CPU, usually "
        f"{behind.usual:.0f} %; the whole server {figure(one.measure, one.amount)}.",
        advice="See `rootout scan`: what starts it, and whom it talks to.",
    )


def _weight(path: str, behind: Behind) -> tuple[Severity, Confidence]:
    """Weigh by where a program lies: to what administrators install themselves, new is normal."""
    is_known = behind.usual >= behind.amount / 4
    if path.startswith(OF_CONTAINERS) or is_known:
        return "low", "low"
    if path.startswith(MEMORY) or is_temporary(path):
        return "high", "medium"
    if is_hidden(path) and not is_in_own_folder(path):
        return "high", "medium"
    return ("low", "low") if path.startswith(OF_ADMINS) else ("medium", "medium")


def _of_network(one: Departure) -> Iterator[Finding]:
    technique = OUTWARD.get(one.measure.name)
    if technique is None or not one.is_above:
        return
    is_scan = technique == "T1046" and one.amount >= max(FLOOD, TIMES * one.usual.high)
    yield Finding(
        rule=f"trend_{one.measure.name.replace('.', '_').replace('-', '_')}",
        title=f"Far more {one.measure.title} than usual",
        severity="medium" if is_scan else "low",
        confidence="low",
        techniques=(technique,),
        records=(),
        entities=(),
        why=f"{figure(one.measure, one.amount)}, where "
        f"{between(one.measure, one.usual.low, one.usual.high)} is usual.",
        advice="`rootout talkers` shows which program talks to whom.",
    )


def _of_logs(one: Departure) -> Iterator[Finding]:
    if one.measure is LOGS and not one.is_above:
        yield Finding(
            rule="trend_logs_fell_silent",
            title="Almost nothing is written to the logs any more",
            severity="low",
            confidence="low",
            techniques=("T1070.002",),
            records=(),
            entities=(),
            why=f"{figure(LOGS, one.amount)}, where {figure(LOGS, one.usual.low)} is the least.",
            advice="See whether the syslog daemon runs, and where it writes.",
        )


def _of_listener(listener: NewListener) -> Finding:
    return Finding(
        rule="trend_new_listener",
        title="Something listens that never did in the days before",
        severity="informational",
        confidence="medium",
        techniques=(),
        records=(),
        entities=(Entity("port", listener.socket),),
        why=f"{listener.socket} is open.",
        advice="`rootout scan` names its program.",
    )
