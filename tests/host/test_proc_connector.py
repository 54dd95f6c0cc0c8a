import os
import subprocess
import time

import pytest

from rootout.host.proc_connector import Connector
from rootout.host.process_event import Ended, Forked, Started
from rootout.host.procfs import ProcessFiles

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="the connector is for root")


def test_starts_forks_and_ends_are_told_by_number():
    try:
        connector = Connector(ProcessFiles())
    except OSError as refusal:
        pytest.skip(f"no connector here: {refusal}")

    def is_start(event):
        return isinstance(event, Started) and event.pid == child.pid

    child = subprocess.Popen(["/bin/sleep", "60"])
    events, end = [], time.monotonic() + 10
    while time.monotonic() < end and not any(map(is_start, events)):
        events += connector.events(1000)
    child.kill()
    child.wait()
    while time.monotonic() < end and Ended(child.pid, 0) not in events:
        events += connector.events(1000)
    connector.close()
    started = next(filter(is_start, events))
    assert started.start_ticks > 0
    assert started.uid == -1
    assert any(isinstance(one, Forked) and one.parent_pid == os.getpid() for one in events)
    assert Ended(child.pid, 0) in events
