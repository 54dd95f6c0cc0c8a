"""Recording goes on until it is told to stop."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rootout.history.store import History
from rootout.host.live import LiveHost
from rootout.workflow.record import record


@pytest.fixture(autouse=True)
def _own_signals():
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def lines(folder: Path, grain: str) -> list[dict]:
    files = folder.glob(f"{grain}-*.jsonl")
    return [json.loads(line) for one in files for line in one.read_text().splitlines()]


def test_so_many_looks_are_written(tmp_path: Path) -> None:
    said: list[str] = []
    record(LiveHost(), tmp_path, seconds=0.05, looks=4, say=said.append)
    assert len(lines(tmp_path, "seconds")) == 3
    assert lines(tmp_path, "minutes")
    assert said == [f"the history is written to {tmp_path}"]


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\nfrom rootout.host.live import LiveHost\n"
        "from rootout.workflow.record import record\n"
        f"record(LiveHost(), Path({str(tmp_path)!r}), seconds=0.05)"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as child:
        while len(lines(tmp_path, "seconds")) < 3:
            time.sleep(0.02)
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == 0
    assert lines(tmp_path, "minutes")


def test_a_recorder_that_was_killed_leaves_what_it_saw(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\nfrom rootout.host.live import LiveHost\n"
        "from rootout.workflow.record import record\n"
        f"record(LiveHost(), Path({str(tmp_path)!r}), seconds=0.02)"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as child:
        while len(lines(tmp_path, "seconds")) < 5:
            time.sleep(0.02)
        child.kill()
    assert len(list(History(tmp_path).read("seconds", 0, time.time()))) >= 5
    os.close(History(tmp_path).lock())
