from tests.history.test_sample import sample

from rootout.history.pauses import Pause, pauses
from rootout.history.table import Table


def paused(*minutes: int, until: int = 100) -> tuple[Pause, ...]:
    samples = tuple(sample(60.0 * minute, 60) for minute in minutes)
    return pauses(Table(source="", hours={}, minutes=samples), 600, 60.0 * until)


def test_minutes_without_a_hole_are_no_pause() -> None:
    assert paused(*range(5, 100)) == ()


def test_a_hole_is_a_pause() -> None:
    assert paused(*range(5, 40), *range(60, 100)) == (Pause(since=2400, until=3600),)


def test_a_hole_up_to_now_is_one_too() -> None:
    assert paused(*range(5, 50)) == (Pause(since=3000, until=6000),)


def test_a_start_of_a_few_minutes_is_none() -> None:
    assert paused(*range(5, 40), *range(44, 100)) == ()


def test_before_the_first_minute_nothing_is_known() -> None:
    assert paused(*range(50, 100)) == ()
    assert paused() == ()


def test_who_looks_seldom_does_not_pause_between() -> None:
    assert paused(*range(5, 100, 10)) == ()
    assert len(paused(*range(5, 40, 10), *range(75, 100, 10))) == 1
