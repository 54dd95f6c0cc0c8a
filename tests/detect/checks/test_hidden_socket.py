"""Sockets that one view shows and the other does not."""

from tests.detect.examples import example, judged

from rootout.collect.artifacts.sockets import Socket
from rootout.detect.checks.hidden_socket import judge
from rootout.model.entity import Entity

COMMON = {"protocol": "tcp", "state": "established", "processes": ("7:7",), "local_port": 4444}


def test_socket_that_proc_net_does_not_show_is_found():
    hidden = example(Socket, **COMMON, in_proc_net=False, remote_address="203.0.113.9")
    (found,) = judged(judge, hidden)
    assert found.severity == "critical"
    assert Entity("process", "7:7") in found.entities
    assert "tcp port 4444 to 203.0.113.9" in found.why


def test_hidden_listener_is_found_without_a_far_end():
    (found,) = judged(judge, example(Socket, **COMMON, in_proc_net=False))
    assert "port 4444 (established)" in found.why


def test_socket_that_both_show_is_left_alone():
    assert judged(judge, example(Socket, **COMMON, in_proc_net=True)) == []
