"""The hours that are looked at, each beside the same hour of the days before."""

import time
from collections.abc import Iterator

from rootout.history.measures import Measure, scaled
from rootout.history.table import DAY, HOUR, Table
from rootout.history.usual import Usual, is_far_above, is_far_below, usual_of
from rootout.model.value import value

SATURDAY = 5
LEAST_OF_KIND = 4  # days: workdays are compared with workdays where there are so many


@value
class HourLook:
    """One hour of one measure: -1 is far below what is usual, 1 far above, 0 neither."""

    start: float
    amount: float
    usual: Usual | None
    of_kind: bool  # only workdays, or only weekends, are what it is compared with
    far: int


@value
class Trend:
    """One measure, hour by hour."""

    measure: Measure
    hours: tuple[HourLook, ...]


def compare(table: Table, since: float, until: float, days: int) -> tuple[Trend, ...]:
    """Return a trend of each measure that the table has between `since` and `until`.

    What is usual comes from the `days` before `since` alone, so what began then has no part in it.
    """
    starts = [start for start in sorted(table.hours) if since // HOUR * HOUR <= start < until]
    trends = (
        Trend(measure=measure, hours=tuple(_looks(table, measure, starts, since, days)))
        for measure in table.measures
    )
    return tuple(one for one in trends if one.hours)


def is_weekend(moment: float) -> bool:
    """Say whether it is Saturday or Sunday where the server is."""
    return time.localtime(moment).tm_wday >= SATURDAY


def amount_of(table: Table, measure: Measure, start: float) -> float | None:
    """Return a measure of one hour in the unit that it is told in."""
    sample = table.hours.get(start)
    found = sample.mean.get(measure.name) if sample else None
    return None if found is None else scaled(measure, found)


def peers_of(start: float, since: float, days: int) -> list[float]:
    """Return the same hour on so many days before `since`."""
    first = since // HOUR * HOUR
    skipped = max(1, int(-(-(start - first + 1) // DAY)))  # days back until it is before `since`
    return [start - number * DAY for number in range(skipped, skipped + days)]


def _looks(
    table: Table, measure: Measure, starts: list[float], since: float, days: int
) -> Iterator[HourLook]:
    for start in starts:
        amount = amount_of(table, measure, start)
        if amount is None:
            continue
        usual, of_kind = usual_at(table, measure, start, since, days)
        yield HourLook(
            start=start,
            amount=amount,
            usual=usual,
            of_kind=of_kind,
            far=_far(table, measure, start, since, days) if usual else 0,
        )


def usual_at(
    table: Table, measure: Measure, start: float, since: float, days: int
) -> tuple[Usual | None, bool]:
    """Return what is usual for an hour, and whether it is that of its kind of day only."""
    amounts = {
        peer: amount
        for peer in peers_of(start, since, days)
        if (amount := amount_of(table, measure, peer)) is not None
    }
    kind = [amount for peer, amount in amounts.items() if is_weekend(peer) == is_weekend(start)]
    of_kind = len(kind) >= LEAST_OF_KIND
    return usual_of(measure, kind if of_kind else list(amounts.values())), of_kind


def _far(table: Table, measure: Measure, start: float, since: float, days: int) -> int:
    """Return 1 or -1 where an hour is far from what is usual for it.

    A job may run an hour late, or once a week: it must be far from the hours beside it too, and
    from what this hour was on the same weekday.
    """
    amount = amount_of(table, measure, start) or 0.0
    beside = (usual_at(table, measure, start + shift, since, days)[0] for shift in (0, -HOUR, HOUR))
    known = [one for one in beside if one]
    if all(is_far_above(measure, amount, one) for one in known):
        weekly = [
            amount_of(table, measure, peer) or 0.0
            for peer in peers_of(start, since, days)
            if round((start - peer) / DAY) % 7 == 0
        ]
        return int(all(amount > 1.25 * one for one in weekly))
    return -int(all(is_far_below(measure, amount, one) for one in known))
