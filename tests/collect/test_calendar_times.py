"""What `systemd-analyze calendar` and `systemd-analyze timespan` of systemd 252 say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.calendar_times import calendar_schedule, seconds_of
from rootout.collect.schedule import next_time

NOW = datetime(2026, 11, 23, 17, 54, 12, tzinfo=UTC).timestamp()  # a Monday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("minutely", "23 17:55:00"),
        ("Hourly", "23 18:00:00"),
        ("daily", "24 00:00:00"),
        ("weekly", None),
        ("*:*:0/10", "23 17:54:20"),
        ("*-*-* *:0/15:30", "23 18:00:30"),
        ("Mon..Fri 18:30", "23 18:30:00"),
        ("Sat,Sun 18:30", None),
        ("Sun..Tue 18:30", "23 18:30:00"),
        ("tuesday 3:00 UTC", "24 03:00:00"),
        ("Mon-Fri", "24 00:00:00"),
        ("*-*~7 03:00", "24 03:00:00"),
        ("11-24", "24 00:00:00"),
        ("2026-11-24", "24 00:00:00"),
        ("2027-11-24", None),
        ("*-*-20..25 04:05:06", "24 04:05:06"),
        ("*-1,11-* 18:00", "23 18:00:00"),
        ("*:55:05.5", "23 17:55:05"),
    ],
)
def test_timers_elapse_when_systemd_says(text: str, expected: str | None) -> None:
    schedule = calendar_schedule(text)
    assert schedule is not None
    moment = next_time(replace(schedule, is_utc=True), NOW)
    assert (moment and datetime.fromtimestamp(moment, UTC).strftime("%d %H:%M:%S")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "10",
        "*:*/10",
        "24:00",
        "*-13-*",
        "Someday",
        "25..20:00",
        "1:2:3:4",
        "a:b",
        "1:00 x",
    ],
)
def test_what_is_not_understood_has_no_schedule(text: str) -> None:
    assert calendar_schedule(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90.0),
        ("5min", 300.0),
        ("1h 30min", 5400.0),
        ("1.5h", 5400.0),
        ("1m1s", 61.0),
        ("2d3h", 183600.0),
        ("250ms", 0.25),
        ("1y 2M", 36817200.0),
        ("0", 0.0),
        ("infinity", None),
        ("", None),
        ("5 fortnights", None),
        ("-5", None),
    ],
)
def test_spans_are_seconds(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == seconds


@given(st.text(), st.text(alphabet="0123456789*/,.-~: MonFUTC", max_size=40))
def test_any_text_is_a_time_or_none(text: str, likely: str) -> None:
    for one in (text, likely):
        calendar_schedule(one)
        seconds_of(one)
