"""Lines of syslog files: time stamps of both forms, and the program that speaks."""

import calendar
import re
from datetime import datetime
from functools import lru_cache

from rootout.model.value import value

# <time> <host> <program>[<pid>]: <message>; rsyslog's traditional and ISO-8601 templates.
LINE = re.compile(
    rb"^(?:(?P<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)"
    rb"|(?P<old>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d))"
    rb" (?P<host>\S+) (?P<program>[^\s:\[]+)(?:\[(?P<pid>\d{1,10})\])?: ?(?P<message>.*)$",
    re.DOTALL,
)
MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
DAY = 86_400


@value
class SyslogLine:
    """One well-formed line."""

    time: float
    program: str
    pid: int
    message: str


def parse_line(raw: bytes, modified: float) -> SyslogLine | None:
    """Return what a line says; None where it is not a line of syslog.

    A traditional time stamp has neither year nor zone: it is taken as the latest that is not
    after `modified`, the time of the file's last change, in the zone of this machine.
    """
    match = LINE.match(raw)
    if match is None:
        return None
    iso = match["iso"]
    moment = _iso(iso.decode()) if iso else _traditional(match["old"].decode(), modified)
    if moment is None:
        return None
    return SyslogLine(
        time=moment,
        program=match["program"].decode(errors="surrogateescape"),
        pid=int(match["pid"] or 0),
        message=match["message"].decode(errors="surrogateescape"),
    )


def _iso(text: str) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.timestamp()  # without a zone: that of this machine
    except (ValueError, OverflowError):
        return None


def _traditional(text: str, modified: float) -> float | None:
    minute, second = _minute(text[:12], modified), int(text[13:])
    return minute + second if minute is not None and second <= 60 else None  # a leap second


@lru_cache(maxsize=4096)
def _minute(text: str, modified: float) -> float | None:
    """Return when the latest such minute began, until shortly after `modified`."""
    month = MONTHS.get(text[:3], 0)
    try:
        year = datetime.fromtimestamp(modified).year  # noqa: DTZ006 - syslog writes local time
        day, hour, minute = int(text[4:6]), int(text[7:9]), int(text[10:12])
    except (ValueError, OverflowError, OSError):
        return None
    for candidate in range(year + 1, year - 9, -1):  # the 29th of February can be eight years apart
        try:
            moment = datetime(candidate, month, day, hour, minute).timestamp()  # noqa: DTZ001
        except (ValueError, OverflowError):
            continue
        if moment <= modified + DAY:
            return moment
    return None
