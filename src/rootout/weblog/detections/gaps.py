"""Logs that lack what they should have: hours without a line, and lines that go back in time."""

from collections.abc import Iterator
from itertools import pairwise

from rootout.weblog.detections.floods import Usual
from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_gap",
    title="The log lacks lines, or was put together",
    techniques=("T1070.002",),
    advice="Compare with another log of that time; the server may also have been down.",
)
LEAST = 10 * 60  # seconds
EXPECTED = 200  # requests that should have been there
BACK = 3600  # seconds; a request is written when it ends, or bears the time when it began
MOST = 20


def detect(log: Log) -> Iterator[Sign]:
    """Yield silences that are too long for that hour, then lines out of order."""
    log.make("minutes")
    minutes = [(row["minute"], row["requests"]) for row in log.ask("each_minute")]
    usual = Usual(minutes)
    found = 0
    for (before, _), (after, _) in pairwise(minutes):
        start, silence = before + 60, after - before - 60
        if silence < LEAST or found >= MOST:
            continue
        expected = sum(usual.at(start + at) for at in range(0, min(silence, 86_400), 60))
        if expected >= EXPECTED:
            found += 1
            yield _sign(
                f"no line for {silence // 60} minutes, where about {expected:.0f} are usual",
                start,
                after,
            )
    yield from _backwards(log)


def _backwards(log: Log) -> Iterator[Sign]:
    latest: dict[int, int] = {}
    found = 0
    for row in log.ask("order"):
        source, minute = row["source"], row["minute"]
        back = latest.get(source, minute) - minute
        latest[source] = max(latest.get(source, minute), minute)
        if back >= BACK and found < MOST:
            found += 1
            yield _sign(f"line {row['line']} goes back {back // 60} minutes", minute, minute)


def _sign(why: str, first: int, last: int) -> Sign:
    return Sign(
        rule=RULE, severity="low", confidence="low", why=why, first=first, last=last, requests=0
    )
