"""Addresses that ask for many things that are not there: directory and vulnerability scanners."""

from collections.abc import Iterator

from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_scanner",
    title="An address searched this web server for what might be there",
    techniques=("T1595.003",),
    advice="See what it was answered with 200; block it if it goes on.",
)
LEAST = (
    15  # different pages that are not there: a visitor of a broken site sees its pictures missing
)


def detect(log: Log) -> Iterator[Sign]:
    """Yield who mostly asked for pages that are not there."""
    log.make("visitors")
    for row in log.ask("scanners", least=LEAST):
        yield Sign(
            rule=RULE,
            severity="medium",
            confidence="high",
            address=row["address"],
            why=(
                f"asked for about {row['missed_pages']} different pages that are not there "
                f"or not for it, {row['missed']} of {row['requests']} requests; "
                f"it was answered {row['answered']} times"
            ),
            first=row["first"],
            last=row["last"],
            requests=row["requests"],
        )
