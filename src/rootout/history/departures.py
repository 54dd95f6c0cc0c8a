"""From when to when something was far from usual, and which programs were behind it."""

from collections.abc import Iterator

from rootout.history.compare import HourLook, Trend, peers_of
from rootout.history.measures import Measure, Part, scaled
from rootout.history.sample import Sample, together
from rootout.history.table import HOUR, MINUTE, Table
from rootout.history.usual import Usual
from rootout.model.value import value

STEADY = 10  # minutes that are looked at together
MOST_PROGRAMS = 3
SHARE = 0.1  # of the difference, that a program has to have


@value
class Behind:
    """A program and what it used, and usually uses, in the unit of the measure's part."""

    program: str
    amount: float
    usual: float


@value
class Departure:
    """A time in which a measure was far from usual; `until` None: it still is."""

    measure: Measure
    hour: float  # the beginning of its last hour, which `usual` is of
    since: float
    until: float | None
    seconds: float
    amount: float
    usual: Usual
    of_kind: bool
    is_above: bool
    programs: tuple[Behind, ...]


def departures(table: Table, trend: Trend, since: float, days: int) -> Iterator[Departure]:
    """Yield each run of hours that are far from usual, one calm hour between two forgiven."""
    for run in _runs(trend.hours):
        usual = run[-1].usual
        if usual is not None:
            yield _departure(table, trend, run, usual, since, days)


def _runs(hours: tuple[HourLook, ...]) -> Iterator[list[HourLook]]:
    run: list[HourLook] = []
    for hour in hours:
        if not hour.far:
            continue
        if run and (hour.start - run[-1].start > 2 * HOUR or hour.far != run[-1].far):
            yield run
            run = []
        run.append(hour)
    if run:
        yield run


def _departure(
    table: Table, trend: Trend, run: list[HourLook], usual: Usual, since: float, days: int
) -> Departure:
    measure, is_above = trend.measure, run[0].far > 0
    hours = [table.hours[one.start] for one in run]
    minutes = _odd_minutes(table, measure, run, is_above=is_above)
    parts = minutes or hours
    end = parts[-1].time + parts[-1].seconds
    last = max(one.time + one.seconds for one in (*table.hours.values(), *table.minutes))
    whole = together(parts[0].time, parts)
    return Departure(
        measure=measure,
        hour=run[-1].start,
        since=parts[0].time,
        until=end if end < last - STEADY * MINUTE else None,
        seconds=end - parts[0].time,
        amount=scaled(measure, whole.mean[measure.name]),
        usual=usual,
        of_kind=run[-1].of_kind,
        is_above=is_above,
        programs=_behind(table, measure.part, whole, run, since, days) if is_above else (),
    )


def _odd_minutes(
    table: Table, measure: Measure, run: list[HourLook], *, is_above: bool
) -> list[Sample]:
    """Return the minutes from the first to the last that are odd, and not alone in that.

    A minute is odd that is nearer to what its hour was than to what is usual.
    """
    usual = run[0].usual
    minutes = [
        one
        for one in table.minutes
        if run[0].start - HOUR <= one.time < run[-1].start + 2 * HOUR and measure.name in one.mean
    ]
    if usual is None:
        return []
    middle = (usual.median + run[0].amount) / 2
    odd = [(scaled(measure, one.mean[measure.name]) > middle) == is_above for one in minutes]
    begins = [at for at in range(len(odd)) if odd[at] and _mostly(odd[at : at + STEADY])]
    ends = [
        at for at in range(len(odd)) if odd[at] and _mostly(odd[max(0, at - STEADY + 1) : at + 1])
    ]
    return minutes[begins[0] : ends[-1] + 1] if begins and ends else []


def _mostly(odd: list[bool]) -> bool:
    return 2 * sum(odd) > len(odd) > STEADY / 2


def _behind(
    table: Table, part: Part | None, whole: Sample, run: list[HourLook], since: float, days: int
) -> tuple[Behind, ...]:
    """Return the programs that used most beyond what they usually do at these hours."""
    if part is None:
        return ()
    now = _used(part, [whole])
    peers = [peer for one in run for peer in peers_of(one.start, since, days)]
    before = _used(part, [table.hours[peer] for peer in peers if peer in table.hours])
    more = {name: amount - before.get(name, 0.0) for name, amount in now.items()}
    greatest = max(more.values(), default=0.0)
    chosen = sorted((name for name in more if more[name] > 0), key=lambda name: -more[name])
    return tuple(
        Behind(program=name, amount=now[name], usual=before.get(name, 0.0))
        for name in chosen[:MOST_PROGRAMS]
        if more[name] >= SHARE * greatest
    )


def _used(part: Part, samples: list[Sample]) -> dict[str, float]:
    """Return what each program used on the mean of these times."""
    sums: dict[str, float] = {}
    for sample in samples:
        for name, use in sample.programs.items():
            amount: float = getattr(use, part)
            sums[name] = sums.get(name, 0.0) + amount / len(samples)
    return sums
