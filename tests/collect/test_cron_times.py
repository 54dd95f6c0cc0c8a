from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.cron_times import cron_schedule
from rootout.collect.schedule import next_time

NOW = datetime(2026, 11, 23, 17, 54, 12, tzinfo=UTC).timestamp()  # a Monday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("* * * * *", "23 17:55"),
        ("@hourly", "23 18:00"),
        ("@Daily", "24 00:00"),
        ("@midnight", "24 00:00"),
        ("@every_minute", "23 17:55"),
        ("*/5 * * * *", "23 17:55"),
        ("*/7 * * * *", "23 17:56"),
        ("10-50/20 * * * *", "23 18:10"),
        ("3,58 * * * *", "23 17:58"),
        ("11 4 * * *", "24 04:11"),
        ("0 18 * * mon", "23 18:00"),
        ("0 18 * nov 1", "23 18:00"),
        ("0 4 24 * 0", "24 04:00"),
        ("0 4 25 * tue", "24 04:00"),
        ("0 4 25 * *", None),
        ("0 4 */2 * tue", None),
        ("0 4 23-26 jan-nov tue-thu", "24 04:00"),
        ("0 4 * * 7", None),
        ("0 4 * dec *", None),
        ("@weekly", None),
        ("@monthly", None),
    ],
)
def test_jobs_run_when_cron_says(text: str, expected: str | None) -> None:
    schedule = cron_schedule(text)
    assert schedule is not None
    moment = next_time(replace(schedule, is_utc=True), NOW)
    shown = moment and datetime.fromtimestamp(moment, UTC).strftime("%d %H:%M")
    assert shown == expected


@pytest.mark.parametrize("day", ["0", "7", "sun", "SUN"])
def test_sunday_has_two_numbers(day: str) -> None:
    schedule = cron_schedule(f"0 0 * * {day}")
    assert schedule is not None
    assert schedule.weekdays == {6}


@pytest.mark.parametrize(
    "text",
    [
        "@reboot",
        "with every job",
        "",
        "* * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "*/0 * * * *",
        "*-5 * * * *",
        "a * * * *",
        "1, * * * *",
        "0~59 * * * *",
        "_ * * * *",
    ],
)
def test_what_never_runs_has_no_schedule(text: str) -> None:
    assert cron_schedule(text) is None


@given(st.text(), st.text(alphabet="0123456789*/,-@ monsu", max_size=40))
def test_any_text_is_a_schedule_or_none(text: str, likely: str) -> None:
    cron_schedule(text)
    cron_schedule(likely)
