"""Values in sentences."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.detect.words import LONGEST, moment, shorten


def test_long_values_are_cut():
    assert shorten("x" * 500) == "x" * (LONGEST - 3) + "..."
    assert shorten("x" * LONGEST) == "x" * LONGEST


def test_lists_and_nothing_are_put_into_words():
    assert shorten(("a", 5)) == "a, 5"
    assert shorten(()) == "nothing"
    assert shorten(None) == "nothing"


def test_times_are_told_in_utc():
    assert moment(0) == "1970-01-01 00:00:00 UTC"


@given(st.floats())
def test_any_time_is_told(seconds):
    assert moment(seconds)
