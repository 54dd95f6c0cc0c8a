"""Wait for events and hand them on, until the time is up or somebody says so."""

import contextlib
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Final

from rootout.host.process_event import ProcessEvent
from rootout.host.process_source import ProcessSource

_MOST_AT_ONCE: Final = 2_000  # events, before anything else gets its turn
_REST: Final = 0.002  # seconds, where events come so fast that they are better read together
_BUSY: Final = 8  # events that came at once, from which on it rests
_LONGEST: Final = 1.0  # seconds without a turn for what is not told by events


def run(
    source: ProcessSource,
    take: Callable[[ProcessEvent], None],
    idle: Callable[[], None],
    seconds: float | None,
) -> None:
    """Hand every event to `take`, and call `idle` at least once a second."""
    end = None if seconds is None else time.monotonic() + seconds
    with _ended_by_signal() as ended:
        poll = select.poll()
        poll.register(source.fileno(), select.POLLIN)
        poll.register(ended.fileno(), select.POLLIN)
        while end is None or time.monotonic() < end:
            left = _LONGEST if end is None else min(_LONGEST, max(end - time.monotonic(), 0))
            ready = poll.poll(left * 1000)
            number = 0
            for event in source.events(_MOST_AT_ONCE):
                take(event)
                number += 1
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
