"""The hours and minutes that trends are made of, whatever wrote them down."""

from collections.abc import Iterable

from rootout.history.measures import MEASURES, Measure
from rootout.history.sample import Sample, together
from rootout.model.value import value

MINUTE, HOUR, DAY = 60, 3600, 86400
LEAST_SECONDS = 600  # of an hour that is not over, or was not seen whole


@value
class Table:
    """Hours by their beginning, and the minutes of the time that is looked at, in order.

    `minutes` is empty where the source knows none. `source` says who wrote it, `lacks` what of
    it could not be read, `measures` what may be told of it.
    """

    source: str
    hours: dict[float, Sample]
    minutes: tuple[Sample, ...] = ()
    lacks: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = MEASURES


def by_hour(samples: Iterable[Sample]) -> dict[float, Sample]:
    """Put samples together by the hour that they begin in; what is too short is left out."""
    return _grouped(samples, HOUR, LEAST_SECONDS)


def by_minute(samples: Iterable[Sample]) -> tuple[Sample, ...]:
    """Put samples together by minute, in order."""
    found = _grouped(samples, MINUTE, 0)
    return tuple(found[start] for start in sorted(found))


def _grouped(samples: Iterable[Sample], length: int, least: float) -> dict[float, Sample]:
    groups: dict[float, list[Sample]] = {}
    for one in samples:
        groups.setdefault(one.time // length * length, []).append(one)
    return {
        start: together(start, group)
        for start, group in groups.items()
        if sum(one.seconds for one in group) > least
    }
