"""Who listens now that never did in the days before."""

from rootout.history.table import Table
from rootout.model.value import value

MOST = 20


@value
class NewListener:
    """A socket that waits for others: protocol, address and port in one, and since when."""

    socket: str
    since: float


def new_listeners(table: Table, since: float) -> tuple[NewListener, ...]:
    """Return what listens from `since` on and did not before; nothing where nobody knows."""
    before = {
        one
        for start, sample in table.hours.items()
        if start < since
        for one in sample.listeners or ()
    }
    if not before:
        return ()
    found: dict[str, float] = {}
    hours = [one for _, one in sorted(table.hours.items())]
    for sample in (*table.minutes, *hours):  # an hour knows only that it was in it
        for one in (sample.listeners or ()) if sample.time >= since else ():
            if one not in before:
                found.setdefault(one, sample.time)
    listed = sorted(found.items(), key=lambda pair: (pair[1], pair[0]))
    return tuple(NewListener(socket=one, since=moment) for one, moment in listed[:MOST])
