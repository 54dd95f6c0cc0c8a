import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.syslog import parse_line


def at(*parts):
    return datetime(*parts).timestamp()  # noqa: DTZ001 - syslog writes local time


MARCH = at(2025, 3, 1, 12, 0, 0)


def test_both_forms_of_time_are_read():
    line = parse_line(b"2025-02-03T04:05:06.5+01:00 h sshd[12]: text: more", MARCH)
    assert line.time == datetime(2025, 2, 3, 3, 5, 6, 500_000, UTC).timestamp()
    assert (line.program, line.pid, line.message) == ("sshd", 12, "text: more")
    line = parse_line(b"Feb  3 04:05:06 h su: x", MARCH)
    assert (line.time, line.program, line.pid) == (at(2025, 2, 3, 4, 5, 6), "su", 0)


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("Mar  1 12:00:00", (2025, 3, 1, 12, 0, 0)),
        ("Mar  2 11:59:59", (2025, 3, 2, 11, 59, 59)),
        ("Mar  4 00:00:00", (2024, 3, 4, 0, 0, 0)),
        ("Dec 31 23:59:59", (2024, 12, 31, 23, 59, 59)),
        ("Feb 29 01:02:03", (2024, 2, 29, 1, 2, 3)),
    ],
)
def test_the_year_is_the_latest_that_is_not_after_the_file(stamp, expected):
    assert parse_line(f"{stamp} h p: m".encode(), MARCH).time == at(*expected)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"Feb 30 01:02:03 h p: m",
        b"Foo  1 01:02:03 h p: m",
        b"Feb  1 25:02:03 h p: m",
        b"Feb  1 01:02:61 h p: m",
        b"Feb  1 01:02:03 h p m",
        b"2025-13-01T00:00:00Z h p: m",
        b"2025-02-01 00:00:00 h p: m",
        b"\0\0\0\0",
        b"Feb  1 01:02:03",
    ],
)
def test_what_is_no_line_is_none(raw):
    assert parse_line(raw, MARCH) is None


def test_a_line_just_after_the_turn_of_the_year_is_of_the_new_one():
    line = parse_line(b"Jan  1 00:00:01 h p: m", at(2024, 12, 31, 23, 59, 59))
    assert line.time == at(2025, 1, 1, 0, 0, 1)


@pytest.mark.parametrize("modified", [-1e30, 1e30, float("nan"), float("inf"), 0.0, -1.0])
def test_a_lying_clock_is_no_crash(modified):
    parse_line(b"Feb  1 01:02:03 h p: m", modified)


def test_a_line_of_ten_megabytes_takes_no_time():
    started = time.process_time()
    for part in (b" ", b"a", b"[", b":", b"\xff"):
        parse_line(b"Feb  1 01:02:03 " + part * 10_000_000, MARCH)
    assert time.process_time() - started < 30


@given(st.one_of(st.binary(), st.text(alphabet="Feb 0123456789T:-+Z[]hp\n").map(str.encode)))
def test_any_bytes_are_a_line_or_none(raw):
    parse_line(raw, MARCH)
    parse_line(b"Feb  1 01:02:03 " + raw, MARCH)
