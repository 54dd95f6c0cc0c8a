"""Wait for events and hand them on, until the time is up or somebody says so."""

import contextlib
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

_REST: Final = 0.002  # seconds, where events come so fast that they are better read together
_BUSY: Final = 8  # events that came at once, from which on it rests
_LONGEST: Final = 1.0  # seconds without a turn for what is not told by events


class Feed(NamedTuple):
    """Something to wait for, and what takes in all that is there and says how much it was."""

    descriptor: int
    drain: Callable[[], int]


def run(feeds: Sequence[Feed], idle: Callable[[], None], seconds: float | None) -> None:
    """Drain the feeds, in their order, as they fill; call `idle` at least once a second."""
    end = None if seconds is None else time.monotonic() + seconds
    with _ended_by_signal() as ended:
        poll = select.poll()
        for descriptor in (ended.fileno(), *(feed.descriptor for feed in feeds)):
            poll.register(descriptor, select.POLLIN)
        while end is None or time.monotonic() < end:
            left = _LONGEST if end is None else min(_LONGEST, max(end - time.monotonic(), 0))
            ready = poll.poll(left * 1000)
            number = sum(feed.drain() for feed in feeds)
            idle()
            if any(descriptor == ended.fileno() for descriptor, _ in ready):
                return
            if number > _BUSY:
                time.sleep(_REST)


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[socket.socket]:
    """Yield what becomes readable on SIGTERM, SIGINT or SIGHUP, which then end nothing."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)  # noqa: FBT003
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    wakeup = signal.set_wakeup_fd(theirs.fileno())
    try:
        yield ours
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        ours.close()
        theirs.close()
