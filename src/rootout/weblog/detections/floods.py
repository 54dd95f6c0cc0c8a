"""Addresses that ask faster than people can, and times when all together did."""

from collections.abc import Iterator
from statistics import median

from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

RULE = Rule(
    id="weblog_flood",
    title="Requests came faster than people send them",
    techniques=("T1498.001",),
    advice="Block the addresses, or limit how often one may ask.",
)
FAST = 600  # pages of one address in one minute
MUCH = 600  # requests of all in one minute, and ...
TIMES = 10  # ... so many times what is usual at that hour
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def detect(log: Log) -> Iterator[Sign]:
    """Yield single addresses, then the times."""
    log.make("visitors", "minutes")
    for row in log.ask("floods", fast=FAST):
        yield Sign(
            rule=RULE,
            severity="medium",
            confidence="medium",
            address=row["address"],
            why=f"sent up to {row['peak']} requests for pages in a minute, "
            f"so many in {row['minutes']} minutes",
            first=row["first"],
            last=row["last"],
            requests=row["requests"],
        )
    yield from _times(log)


def _times(log: Log) -> Iterator[Sign]:
    minutes = log.ask("each_minute")
    usual = Usual([(row["minute"], row["requests"]) for row in minutes])
    loud = [
        row
        for row in minutes
        if row["requests"] >= MUCH and row["requests"] >= TIMES * max(1, usual.at(row["minute"]))
    ]
    if loud:
        worst = max(loud, key=lambda row: row["requests"])
        yield Sign(
            rule=RULE,
            severity="medium",
            confidence="medium",
            why=(
                f"{worst['requests']} requests in one minute "
                f"from about {worst['addresses']} addresses; "
                f"usual then are {usual.at(worst['minute']):.0f}"
            ),
            first=loud[0]["minute"],
            last=loud[-1]["minute"] + MINUTE,
            requests=sum(row["requests"] for row in loud),
        )


class Usual:
    """How many requests a minute has at an hour of the day: of other days where there are some."""

    def __init__(self, minutes: list[tuple[int, int]]) -> None:
        self._by_hour: dict[tuple[int, int], list[int]] = {}
        for minute, requests in minutes:
            key = (minute % DAY // HOUR, minute // DAY)
            self._by_hour.setdefault(key, []).append(requests)
        self._overall = float(median([count for _, count in minutes])) if minutes else 0.0
        self._of_hour: dict[tuple[int, int], float] = {}

    def at(self, minute: int) -> float:
        """Return the median of that hour on the other days, or of all the log."""
        hour, day = minute % DAY // HOUR, minute // DAY
        if (hour, day) not in self._of_hour:
            others = [
                count
                for (at, on), counts in self._by_hour.items()
                if at == hour and on != day
                for count in counts
            ]
            self._of_hour[hour, day] = float(median(others)) if others else self._overall
        return self._of_hour[hour, day]
