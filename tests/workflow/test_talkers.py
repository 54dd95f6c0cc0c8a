"""What passes a wire is told with its program; without root, what connections carried."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.network import ATTACKER, ECHO, HERE, OPERATOR, namespace, needs_root, wired

from rootout.errors import RootoutError
from rootout.host.live import LiveHost
from rootout.traffic.talkers import Talk
from rootout.workflow.talkers import Wanted, listen


def heard(wanted: Wanted, *talks) -> Talk:
    """Listen while `talks` happen."""

    def talk() -> None:
        time.sleep(0.2)
        for one in talks:
            one()

    # threads begin in the network namespace of the one that starts them
    speaker = threading.Thread(target=talk)
    speaker.start()
    try:
        return listen(LiveHost(), wanted)
    finally:
        speaker.join()


@needs_root
def test_who_comes_and_who_is_gone_to_are_told_apart() -> None:
    with wired() as (here, there):
        talk = heard(
            Wanted(seconds=1.5),
            lambda: there.ask("keep", ATTACKER, HERE),
            lambda: [there.ask("use", ATTACKER, HERE) for _ in range(20)],
            lambda: here.ask("keep", HERE, OPERATOR),
            lambda: here.ask("use", HERE, OPERATOR),
        )
        found = {one.remote: one for one in talk.talkers if one.protocol == "tcp"}
        came, went = found[ATTACKER], found[OPERATOR]
        assert (came.is_outgoing, came.port, came.begun) == (False, ECHO, 1)
        assert came.packets_in >= 20 <= came.packets_out
        assert (went.is_outgoing, went.port, went.begun) == (True, ECHO, 1)
        assert {came.pid, went.pid} == {here.process.pid}
        assert came.uid == 0
        assert "python" in came.program
        assert (talk.lost, talk.hint) == (0, "")
        assert talk.talkers[0].remote == ATTACKER


@needs_root
def test_a_port_an_interface_and_a_count_narrow_it() -> None:
    def send() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            for port in (4030, 4031):
                for _ in range(30):
                    one.sendto(b"x", ("127.0.0.1", port))

    with namespace():
        wanted = Wanted(seconds=60, packets=60, interface="lo", port=4030)
        talk = heard(wanted, send)
        ports = {one.port for one in talk.talkers if one.protocol == "udp"}
        assert ports == {4030}
        assert talk.seconds < 60


@needs_root
def test_the_loopback_is_left_out_unless_asked_for() -> None:
    with namespace():
        with socket.create_server(("127.0.0.1", 4032)):
            reach = lambda: socket.create_connection(("127.0.0.1", 4032)).close()  # noqa: E731
            talk = heard(Wanted(seconds=0.6), reach)
        assert talk.talkers == ()


@needs_root
def test_root_is_told_of_an_interface_that_is_not_there() -> None:
    with pytest.raises(RootoutError, match="No such device"):
        listen(LiveHost(), Wanted(seconds=1, interface="nothing0"))


UNPRIVILEGED = """
import json, os, sys
from dataclasses import asdict
from rootout.host.live import LiveHost
from rootout.report.talkers import talkers_document
from rootout.workflow.talkers import Wanted, listen
os.setuid(65534)
print(json.dumps(talkers_document(listen(LiveHost(), Wanted(seconds=1.5)), 99)))
"""


@needs_root
@pytest.mark.skipif(shutil.which("ip") is None, reason="needs ip")
def test_without_root_connections_are_compared(tmp_path: Path) -> None:
    with wired() as (here, _):
        assert here.ask("keep", HERE, OPERATOR)
        command = [sys.executable, "-c", UNPRIVILEGED]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            end = time.monotonic() + 8
            while child.poll() is None and time.monotonic() < end:
                here.ask("use", HERE, OPERATOR)
            document = json.loads(child.stdout.read())
    (one,) = document["talkers"]
    assert (one["remote"], one["port"], one["is_outgoing"]) == (OPERATOR, ECHO, True)
    assert one["bytes_out"] > 0 < one["packets_in"]
    assert (one["uid"], one["pid"]) == (0, 0)
    assert "CAP_NET_RAW" in document["hint"]
    assert os.geteuid() == 0
