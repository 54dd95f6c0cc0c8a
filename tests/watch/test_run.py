import os
import signal
import threading

import pytest

from rootout.watch.run import Feed, run


class Source:
    """A pipe: each byte in it is an event."""

    def __init__(self):
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.reading, False)
        self.taken = []

    def feed(self):
        return Feed(self.reading, self.drain)

    def drain(self):
        try:
            data = os.read(self.reading, 99)
        except BlockingIOError:
            return 0
        self.taken += data
        return len(data)


@pytest.fixture
def source():
    made = Source()
    yield made
    os.close(made.reading)
    os.close(made.writing)


def test_events_are_handed_on_until_the_time_is_up(source):
    turns = []
    os.write(source.writing, bytes(range(20)))
    run([source.feed()], lambda: turns.append(1), 0.05)
    assert source.taken == list(range(20))
    assert turns


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_what_was_set_before_is_set_again(source, number):
    before = signal.getsignal(number)
    killer = threading.Timer(0.2, os.kill, (os.getpid(), number))
    killer.start()
    run([source.feed()], lambda: None, None)
    killer.join()
    assert signal.getsignal(number) is before
