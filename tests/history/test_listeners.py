from dataclasses import replace

from tests.history.generated import LISTENERS, SINCE, from_on, table

from rootout.history.listeners import NewListener, new_listeners
from rootout.history.table import HOUR, Table


def test_who_always_listened_is_not_new() -> None:
    assert new_listeners(table(), SINCE) == ()


def test_who_came_is_told_with_its_minute() -> None:
    opened = "tcp 0.0.0.0 4444"
    more = from_on(SINCE + 5 * HOUR, lambda one: replace(one, listeners=(*LISTENERS, opened)))
    (one,) = new_listeners(table(more), SINCE)
    assert one.socket == opened
    assert 0 <= one.since - (SINCE + 5 * HOUR) <= 60


def test_where_nobody_knows_who_listened_nobody_is_new() -> None:
    whole = table()
    late = {start: one for start, one in whole.hours.items() if start >= SINCE}
    assert new_listeners(Table(source="", hours=late), SINCE) == ()


def test_an_hour_knows_it_where_no_minute_does() -> None:
    whole = replace(table(), minutes=())
    start = max(whole.hours)
    whole.hours[start] = replace(whole.hours[start], listeners=("udp 0.0.0.0 9",))
    assert new_listeners(whole, SINCE) == (NewListener(socket="udp 0.0.0.0 9", since=start),)
