"""When nothing was recorded: the server was off, or somebody stopped what records."""

import statistics
from itertools import pairwise

from rootout.history.table import MINUTE, Table
from rootout.model.value import value

LEAST = 5 * MINUTE
MOST = 20


@value
class Pause:
    """A time without a single minute."""

    since: float
    until: float


def pauses(table: Table, since: float, until: float) -> tuple[Pause, ...]:
    """Return the pauses between the first minute that is known and `until`.

    Of a source that looks more seldom than each minute, three looks have to be missing.
    """
    steps = [later.time - one.time for one, later in pairwise(table.minutes)]
    least = max(LEAST, 3 * statistics.median(steps)) if steps else LEAST
    found = []
    last: float | None = None
    for one in table.minutes:
        if one.time < since:
            last = one.time + one.seconds
            continue
        if last is not None and one.time - last > least:
            found.append(Pause(since=last, until=one.time))
        last = max(last or 0.0, one.time + one.seconds)
    if last is not None and until - last > least:
        found.append(Pause(since=last, until=until))
    return tuple(found[-MOST:])
