"""Much data that left by one page to one address, and to nobody else."""

from collections.abc import Iterator

from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_leak",
    title="Much data left this server",
    techniques=("T1567",),
    advice="See what that page gives out, and to whom; what left cannot be called back.",
)
LARGE = 5_000_000  # bytes of one answer
LEAST = 50_000_000  # bytes in all
OTHERS = 3  # addresses that got as much make it a download


def detect(log: Log) -> Iterator[Sign]:
    """Yield large answers of one page that only one or two addresses got."""
    for row in log.ask("leaks", large=LARGE, least=LEAST, others=OTHERS):
        yield Sign(
            rule=RULE,
            severity="medium",
            confidence="medium",
            address=row["address"],
            path=row["path"],
            succeeded=True,
            why=f"got {row['bytes'] // 1_000_000} MB by {row['path']}, "
            "which gave nobody else so much",
            first=row["first"],
            last=row["last"],
            requests=row["requests"],
        )
