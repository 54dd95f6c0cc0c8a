"""The table of what `rootout record` wrote."""

from rootout.history.store import History
from rootout.history.table import DAY, HOUR, Table, by_hour, by_minute


def own_table(history: History, since: float, until: float, days: int) -> Table:
    """Read the hours of `days` before `since`, and hours and minutes from there to `until`.

    The hour that is not over has no line yet, and one that a crash left out is in its minutes.
    """
    first = (since // HOUR - 1) * HOUR
    minutes = by_minute(history.read("minutes", first, until))
    hours = by_hour(history.read("hours", first - days * DAY, until))
    return Table(
        source=f"rootout record ({history.folder})",
        hours=hours | by_hour(one for one in minutes if one.time // HOUR * HOUR not in hours),
        minutes=minutes,
    )
