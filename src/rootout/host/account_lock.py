"""The lock that passwd, usermod and their like take before they change an account: lckpwdf(3)."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

LOCK = "/etc/.pwd.lock"
MOST_SECONDS = 5.0  # an intruder may hold it for ever: then their account is changed without it
PAUSE = 0.02
FLAGS = os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@contextmanager
def held(place: str, seconds: float = MOST_SECONDS) -> Iterator[bool]:
    """Hold the lock file at `place`, and say whether it could be had.

    A missing file is not made: a host without it has no program that would look at it.
    """
    try:
        descriptor = os.open(place, FLAGS)
    except OSError:
        yield False
        return
    try:
        yield _locked(descriptor, time.monotonic() + seconds)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, end: float) -> bool:
    while True:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= end:
                return False
            time.sleep(PAUSE)
        else:
            return True
