"""When something on a schedule runs next: the times of cron and of systemd's calendars."""

import time
from datetime import date
from functools import lru_cache

from rootout.model.value import value

HORIZON = 25 * 3600  # seconds: what runs every day, also on the day that has 25 hours
MINUTE = 60
ANY_SECOND = frozenset((0,))


@value
class Schedule:
    """The times that match, field by field; weekdays count from Monday as 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    seconds: frozenset[int] = ANY_SECOND
    years: frozenset[int] | None = None  # None: every year
    either_day: bool = False  # a day of the month or of the week is enough: crontab(5)
    counts_back: bool = False  # days count from the end of the month: systemd.time(7)
    is_utc: bool = False

    def has_day(self, moment: time.struct_time) -> bool:
        """Say whether the schedule matches on the day of `moment`."""
        if moment.tm_mon not in self.months:
            return False
        if self.years is not None and moment.tm_year not in self.years:
            return False
        left = _length(moment.tm_year, moment.tm_mon) - moment.tm_mday + 1
        in_month = (left if self.counts_back else moment.tm_mday) in self.days
        in_week = moment.tm_wday in self.weekdays
        return in_month or in_week if self.either_day else in_month and in_week


def next_time(schedule: Schedule, after: float) -> float | None:
    """Return the first matching second after `after`; None where none is within HORIZON."""
    for start, moment in _minutes(int(after) // MINUTE, is_utc=schedule.is_utc):
        if moment.tm_min not in schedule.minutes or moment.tm_hour not in schedule.hours:
            continue
        if not schedule.has_day(moment):
            continue
        seconds = [one for one in schedule.seconds if start + one > after]
        if seconds:
            return float(start + min(seconds))
    return None


@lru_cache(maxsize=4)
def _minutes(first: int, *, is_utc: bool) -> tuple[tuple[int, time.struct_time], ...]:
    """Return every minute up to the horizon, as the clock on the wall shows it."""
    clock = time.gmtime if is_utc else time.localtime
    starts = range(first * MINUTE, first * MINUTE + HORIZON + MINUTE, MINUTE)
    return tuple((start, clock(start)) for start in starts)


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
