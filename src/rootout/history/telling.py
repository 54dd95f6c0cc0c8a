"""What is unusual now: a table of hours, whoever wrote it, beside the days before."""

from collections.abc import Iterable
from dataclasses import replace

from rootout.history.compare import Trend, compare
from rootout.history.departures import Departure, departures
from rootout.history.listeners import NewListener, new_listeners
from rootout.history.pauses import Pause, pauses
from rootout.history.suspicion import Owner, suspicions
from rootout.history.table import DAY, HOUR, Table
from rootout.model.finding import Finding, rank
from rootout.model.value import value


@value
class Trends:
    """Everything that `rootout trends` tells; times are seconds since 1970."""

    host: str
    source: str
    since: float
    until: float
    days: int
    known_days: int
    trends: tuple[Trend, ...]
    departures: tuple[Departure, ...]
    listeners: tuple[NewListener, ...]
    pauses: tuple[Pause, ...]
    findings: tuple[Finding, ...]
    lacks: tuple[str, ...]


@value
class Span:
    """What is looked at, in seconds since 1970, and how many days before it are compared with."""

    since: float
    until: float
    days: int


def tell_trends(table: Table, host: str, owner: Owner, span: Span) -> Trends:
    """Compare the hours of a span with those of the days before; what is worst comes first."""
    since, until, days = span.since, span.until, span.days
    trends = compare(table, since, until, days)
    departed = sorted(_departures(table, trends, since, days), key=_weight)
    listeners = new_listeners(table, since)
    found = sorted(suspicions(departed, listeners, owner), key=lambda one: -rank(one.severity))
    return Trends(
        host=host,
        source=table.source,
        since=since,
        until=until,
        days=days,
        known_days=min(days, known_days(table, since)),
        trends=trends,
        departures=tuple(departed),
        listeners=listeners,
        pauses=pauses(table, since, until),
        findings=tuple(found),
        lacks=table.lacks,
    )


def joined(tables: Iterable[Table]) -> Table:
    """Put tables of several sources together; of the same hour and measure, the first counts."""
    whole, *others = tables
    for one in others:
        hours = dict(whole.hours)
        for start, sample in one.hours.items():
            ours = hours.get(start, sample)
            hours[start] = replace(
                ours,
                mean=sample.mean | ours.mean,
                most=sample.most | ours.most,
                programs=ours.programs or sample.programs,
            )
        whole = Table(
            source=f"{whole.source}, {one.source}" if one.hours else whole.source,
            hours=hours,
            minutes=whole.minutes or one.minutes,
            lacks=(*whole.lacks, *one.lacks),
        )
    return whole


def _departures(
    table: Table, trends: tuple[Trend, ...], since: float, days: int
) -> Iterable[Departure]:
    return (one for trend in trends for one in departures(table, trend, since, days))


def _weight(one: Departure) -> tuple[bool, float, float]:
    """Order what still lasts before what is over, then by how far it is from usual."""
    return one.until is not None, -min(one.usual.distance(one.amount), 1000.0), one.since


def known_days(table: Table, since: float) -> int:
    """Count the days before `since` of which anything is known."""
    first = since // HOUR * HOUR
    before = [start for start in table.hours if start < first]
    return len({(first - start - HOUR) // DAY for start in before})
