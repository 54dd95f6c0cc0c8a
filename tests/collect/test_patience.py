"""Work that hangs is given up; all other work is as if done directly."""

import threading
import time

import pytest

from rootout.collect.patience import within


def test_answer_is_returned():
    assert within(5, lambda: "answer") == "answer"


def test_failure_is_raised_again():
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


def test_work_that_hangs_is_given_up():
    waiting = threading.Event()
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.05, waiting.wait)
    assert time.monotonic() - start < 2
    waiting.set()
