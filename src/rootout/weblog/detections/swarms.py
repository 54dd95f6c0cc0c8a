"""Many addresses that hammer a few files, and ask for nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_swarm",
    title="Many addresses hammer one file",
    techniques=("T1498.001",),
    advice="Block the addresses, or that file, until it stops; is it needed at all?",
)
GROUP = 30  # addresses
LEAST = 3  # requests of each
HOURS = 6  # in which each does all it does; what polls goes on for days
PACE = 900  # seconds between two requests of one address; feeds are read more rarely


def detect(log: Log) -> Iterator[Sign]:
    """Yield each address of each swarm."""
    log.make("visitors")
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in log.ask("swarms", least=LEAST, seconds=HOURS * 3600, pace=PACE):
        groups[row["path"]].append(row)
    for path, rows in groups.items():
        if len(rows) < GROUP:
            continue
        total = sum(row["requests"] for row in rows)
        for row in rows:
            yield Sign(
                rule=RULE,
                severity="medium",
                confidence="medium",
                address=row["address"],
                path=path,
                why=f"one of {len(rows)} addresses that ask for nothing but {path}: "
                f"{total} requests",
                first=row["first"],
                last=row["last"],
                requests=row["requests"],
            )
