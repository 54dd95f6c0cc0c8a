"""Record the history of this machine until it is told to stop."""

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

from rootout.history.recorder import SECONDS, Recorder
from rootout.host.api import Host


def record(
    host: Host,
    folder: Path,
    *,
    seconds: float = SECONDS,
    looks: int | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Look each `seconds` until SIGTERM or SIGINT, or for so many looks; write what was seen."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    recorder = Recorder(host, folder, say=say)
    say(f"the history is written to {folder}")
    due = time.monotonic()
    while not ended.is_set() and looks != 0:
        recorder.tick()
        looks = None if looks is None else looks - 1
        due = max(due + seconds, time.monotonic())
        if looks != 0:
            ended.wait(due - time.monotonic())
    recorder.close()
