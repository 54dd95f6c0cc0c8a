"""The calendar events and time spans of systemd's timers: systemd.time(7)."""

import re

from rootout.collect.schedule import Schedule
from rootout.model.value import value

WORDS = {
    "minutely": "*-*-* *:*:00",
    "hourly": "*-*-* *:00:00",
    "daily": "*-*-* 00:00:00",
    "monthly": "*-*-01 00:00:00",
    "weekly": "Mon *-*-* 00:00:00",
    "yearly": "*-01-01 00:00:00",
    "annually": "*-01-01 00:00:00",
    "quarterly": "*-01,04,07,10-01 00:00:00",
    "semiannually": "*-01,07-01 00:00:00",
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR, LAST_YEAR = 1970, 2199
PART = re.compile(
    r"\*|(?P<first>[0-9]{1,4})(?:\.[0-9]{1,6})?(?:\.\.(?P<last>[0-9]{1,4})(?:\.[0-9]{1,6})?)?"
    r"(?:/(?P<step>[0-9]{1,4})(?:\.[0-9]{1,6})?)?"
)
DATE = re.compile(r"(?:(?P<year>[^-]+)-)?(?P<month>[^-~]+)(?P<sign>[-~])(?P<day>[^-~]+)")
SPAN = re.compile(r"[ \t]*([0-9]{1,15}(?:\.[0-9]{1,9})?)[ \t]*([A-Za-zµμ]*)")
UNITS = {
    "usec us µs μs": 1e-6,
    "msec ms": 1e-3,
    "seconds second sec s": 1.0,
    "minutes minute min m": 60.0,
    "hours hour hr h": 3600.0,
    "days day d": 86400.0,
    "weeks week w": 7 * 86400.0,
    "months month M": 2629800.0,
    "years year y": 31557600.0,
}
SECONDS = {word: size for words, size in UNITS.items() for word in words.split()} | {"": 1.0}


@value
class _Range:
    least: int
    most: int

    def numbers(self, text: str) -> frozenset[int]:
        """Return what a list of values, ranges and repetitions names. Raises ValueError."""
        found: set[int] = set()
        for part in text.split(","):
            match = PART.fullmatch(part)
            if match is None:
                raise ValueError(part)
            step = int(match["step"] or 0)
            first = int(match["first"] or self.least)
            is_one = match["first"] is not None and match["last"] is None and not step
            last = first if is_one else int(match["last"] or self.most)
            if not self.least <= first <= last <= self.most:
                raise ValueError(part)
            found.update(range(first, last + 1, step or 1))
        return frozenset(found)


def calendar_schedule(text: str) -> Schedule | None:
    """Return when an OnCalendar= elapses; None for what is not understood, or another time zone."""
    words = WORDS.get(text.strip().lower(), text).split()
    is_utc = bool(words) and words[-1].upper() == "UTC"
    try:
        return _schedule(words[:-1] if is_utc else words, is_utc=is_utc)
    except ValueError:
        return None


def _schedule(words: list[str], *, is_utc: bool) -> Schedule:
    weekdays = frozenset(range(7))
    if words and words[0][0].isalpha():
        weekdays = _weekdays(words.pop(0))
    elif not words:
        raise ValueError(words)
    has_date = bool(words) and ":" not in words[0]
    date = DATE.fullmatch(words.pop(0) if has_date else "*-*-*")
    hour, minute, second = _time(words.pop(0) if words else "00:00:00")
    if date is None or words:
        raise ValueError(words)
    year = date["year"] or "*"
    return Schedule(
        seconds=_Range(least=0, most=59).numbers(second),
        minutes=_Range(least=0, most=59).numbers(minute),
        hours=_Range(least=0, most=23).numbers(hour),
        days=_Range(least=1, most=31).numbers(date["day"]),
        months=_Range(least=1, most=12).numbers(date["month"]),
        years=None if year == "*" else _Range(least=FIRST_YEAR, most=LAST_YEAR).numbers(year),
        weekdays=weekdays,
        counts_back=date["sign"] == "~",
        is_utc=is_utc,
    )


def _time(word: str) -> tuple[str, str, str]:
    parts = word.split(":")
    if len(parts) == 2:
        parts.append("00")
    hour, minute, second = parts
    return hour, minute, second


def _weekdays(word: str) -> frozenset[int]:
    found: set[int] = set()
    for part in word.lower().rstrip(",").split(","):
        first, is_range, last = part.replace("..", "-").partition("-")
        start = _weekday(first)
        end = _weekday(last) if is_range else start
        found.update(range(start, end + 1) if start <= end else (*range(start, 7), *range(end + 1)))
    return frozenset(found)


def _weekday(word: str) -> int:
    return FULL.index(word) if word in FULL else WEEKDAYS.index(word)


def seconds_of(span: str) -> float | None:
    """Return a time span such as `1h 30min` in seconds; None where it is none, or has no end."""
    text = span.strip()
    total, place = 0.0, 0
    while place < len(text):
        match = SPAN.match(text, place)
        if match is None or match[2] not in SECONDS:
            return None
        total += float(match[1]) * SECONDS[match[2]]
        place = match.end()
    return total if text else None
