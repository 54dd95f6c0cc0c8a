"""Times as logs write them, in seconds since 1970."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
COMMON = r"[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}"
ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.,][0-9]+)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
COMMON_TIME = re.compile(COMMON)
MOST_SECONDS = 253402300800  # the year 10000


def common_time(text: str) -> int | None:
    """Read `10/Oct/2000:13:55:36 -0700`, which has the shape COMMON."""
    midnight = _midnight(text[:11], text[21:])
    hour, minute, second = int(text[12:14]), int(text[15:17]), int(text[18:20])
    if midnight is None or hour > 23 or minute > 59 or second > 60:
        return None
    return midnight + hour * 3600 + minute * 60 + second


@lru_cache(maxsize=4096)
def _midnight(day: str, zone: str) -> int | None:
    month = MONTHS.get(day[3:6])
    hours, minutes = int(zone[1:3]), int(zone[3:5])
    if month is None or hours > 23 or minutes > 59:
        return None
    away = timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)
    try:
        start = datetime(int(day[7:]), month, int(day[:2]), tzinfo=UTC)
    except ValueError:
        return None
    return int(start.timestamp()) - int(away.total_seconds())


def iso_time(text: str) -> int | None:
    """Read `2000-10-10T13:55:36.123-07:00`; without a zone it is UTC."""
    found = ISO.fullmatch(text)
    if not found:
        return None
    zone = (found[3] or "+0000").replace("Z", "+0000").replace(":", "")
    year, month, day = found[1].split("-")
    name = next((name for name, number in MONTHS.items() if number == int(month)), "")
    if not name:
        return None
    return common_time(f"{day}/{name}/{year}:{found[2]} {zone}")


def epoch_time(number: float) -> int | None:
    """Read seconds since 1970, or milliseconds where they would be beyond the year 10000."""
    seconds = number / 1000 if number >= MOST_SECONDS else number
    return int(seconds) if 0 <= seconds < MOST_SECONDS else None
