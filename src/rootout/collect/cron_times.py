"""The times of a cron job, as cron itself reads them: crontab(5)."""

import re

from rootout.collect.schedule import Schedule
from rootout.model.value import value

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
    "@every_minute": "* * * * *",
}
RANGE = re.compile(
    r"(?P<first>\*|\w{1,3})(?:-(?P<last>\w{1,3}))?(?:/(?P<step>[0-9]{1,3}))?", re.ASCII
)
FIELDS = 5
SUNDAY = 7  # the second number of the day


@value
class _Field:
    """What may stand in one field."""

    least: int
    most: int
    names: tuple[str, ...] = ()

    def numbers(self, text: str) -> frozenset[int]:
        """Return what a field names. Raises ValueError where cron would not take it."""
        found: set[int] = set()
        for part in text.lower().split(","):
            match = RANGE.fullmatch(part)
            if match is None:
                raise ValueError(part)
            found.update(self._range(match["first"], match["last"], int(match["step"] or 1)))
        return frozenset(found)

    def _range(self, first: str, last: str | None, step: int) -> range:
        if first == "*":
            if last is not None:
                raise ValueError(last)
            return range(self.least, self.most + 1, step)
        start = self._number(first)
        return range(start, (self._number(last) if last is not None else start) + 1, step)

    def _number(self, word: str) -> int:
        is_name = word in self.names
        number = self.names.index(word) + self.least if is_name else int(word)
        if not self.least <= number <= self.most:
            raise ValueError(word)
        return number


MINUTE, HOUR, DAY = _Field(least=0, most=59), _Field(least=0, most=23), _Field(least=1, most=31)
MONTH = _Field(least=1, most=12, names=MONTHS)
WEEKDAY = _Field(least=0, most=SUNDAY, names=DAYS)


def cron_schedule(text: str) -> Schedule | None:
    """Return when a job with these times runs; None for @reboot, and for what cron refuses."""
    words = NICKNAMES.get(text.lower(), text).split()
    if len(words) != FIELDS:
        return None
    minute, hour, day, month, weekday = words
    try:
        return Schedule(
            minutes=MINUTE.numbers(minute),
            hours=HOUR.numbers(hour),
            days=DAY.numbers(day),
            months=MONTH.numbers(month),
            weekdays=frozenset((one - 1) % 7 for one in WEEKDAY.numbers(weekday)),
            either_day=not (day.startswith("*") or weekday.startswith("*")),
        )
    except ValueError:
        return None
