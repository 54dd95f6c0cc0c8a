import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rootout.collect.schedule import HORIZON, Schedule, next_time

EVERY = Schedule(
    minutes=frozenset(range(60)),
    hours=frozenset(range(24)),
    days=frozenset(range(1, 32)),
    months=frozenset(range(1, 13)),
    weekdays=frozenset(range(7)),
    is_utc=True,
)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def following(schedule: Schedule, now: str) -> str | None:
    moment = next_time(schedule, at(now))
    return moment and datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S")


def test_the_next_minute_is_after_now_and_not_now() -> None:
    assert following(EVERY, "2026-02-28 23:59:30") == "2026-03-01 00:00:00"
    assert following(EVERY, "2026-03-01 00:00:00") == "2026-03-01 00:01:00"


def test_seconds_of_this_minute_count_too() -> None:
    each_ten = replace(EVERY, seconds=frozenset(range(0, 60, 10)))
    assert following(each_ten, "2026-03-01 00:00:20") == "2026-03-01 00:00:30"
    assert following(each_ten, "2026-03-01 00:00:50") == "2026-03-01 00:01:00"


def test_what_is_more_than_a_day_away_is_not_looked_for() -> None:
    daily = replace(EVERY, minutes=frozenset((0,)), hours=frozenset((3,)))
    assert following(daily, "2026-03-01 03:00:00") == "2026-03-02 03:00:00"
    sundays = replace(daily, weekdays=frozenset((6,)))
    assert following(sundays, "2026-03-01 02:00:00") == "2026-03-01 03:00:00"
    assert following(sundays, "2026-03-01 03:00:00") is None
    assert HORIZON > 24 * 3600


def test_days_can_count_from_the_end_of_the_month() -> None:
    last = replace(EVERY, days=frozenset((1,)), counts_back=True)
    assert following(last, "2028-02-28 12:00:00") == "2028-02-29 00:00:00"
    assert following(last, "2026-12-31 12:00:00") == "2026-12-31 12:01:00"
    assert following(replace(last, months=frozenset((5,))), "2026-04-30 12:00:00") is None


def test_one_of_two_days_can_be_enough() -> None:
    friday_or_first = replace(
        EVERY, days=frozenset((1,)), weekdays=frozenset((4,)), either_day=True
    )
    assert following(friday_or_first, "2026-03-01 12:00:00") == "2026-03-01 12:01:00"
    assert following(friday_or_first, "2026-03-05 23:00:00") == "2026-03-06 00:00:00"
    assert following(friday_or_first, "2026-03-03 12:00:00") is None


def test_years_are_kept() -> None:
    assert following(replace(EVERY, years=frozenset((2026,))), "2026-12-31 23:59:00") is None


def test_without_utc_the_clock_on_the_wall_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    noon = replace(EVERY, minutes=frozenset((0,)), hours=frozenset((12,)), is_utc=False)
    try:
        assert following(noon, "2030-03-01 01:30:00") == "2030-03-01 03:00:00"
    finally:
        monkeypatch.undo()
        time.tzset()
