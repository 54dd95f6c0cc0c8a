"""Times, with their zones."""

import pytest

from rootout.weblog.clock import common_time, epoch_time, iso_time


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("01/Jan/1970:00:00:00 +0000", 0),
        ("10/Oct/2000:13:55:36 -0700", 971211336),
        ("10/Oct/2000:13:55:36 +0530", 971166336),
        ("31/Dec/2016:23:59:60 +0000", 1483228800),
        ("31/Feb/2000:13:55:36 +0000", None),
        ("10/Okt/2000:13:55:36 +0000", None),
        ("10/Oct/2000:24:55:36 +0000", None),
        ("10/Oct/2000:13:60:36 +0000", None),
        ("10/Oct/2000:13:55:61 +0000", None),
        ("10/Oct/2000:13:55:36 +2400", None),
        ("10/Oct/2000:13:55:36 +0060", None),
        ("10/Oct/0000:13:55:36 +0000", None),
    ],
)
def test_common_time(text: str, seconds: int | None) -> None:
    assert common_time(text) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2000-10-10T13:55:36-07:00", 971211336),
        ("2000-10-10 20:55:36", 971211336),
        ("2000-10-10T20:55:36.123Z", 971211336),
        ("2000-13-10T20:55:36Z", None),
        ("yesterday", None),
    ],
)
def test_iso_time(text: str, seconds: int | None) -> None:
    assert iso_time(text) == seconds


def test_epoch_time_is_in_seconds_or_milliseconds() -> None:
    assert epoch_time(971211336.9) == 971211336
    assert epoch_time(971211336_900 * 10) == 9712113369
    assert epoch_time(-1) is None
    assert epoch_time(float("nan")) is None
    assert epoch_time(float("inf")) is None
