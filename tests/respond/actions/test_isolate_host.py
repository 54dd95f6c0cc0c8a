from dataclasses import replace

import pytest

from rootout.errors import RootoutError
from rootout.respond.action import Captured
from rootout.respond.actions.isolate_host import NOBODYS, IsolateHost

ME, EVIL = "198.51.100.7", "203.0.113.9"
ACTION = IsolateHost(operators=(ME,), forbidden=(EVIL,), seconds=120)


def test_it_says_who_is_let_in_and_for_how_long():
    everybody = "cut this server off from everybody but"
    assert ACTION.describe() == f"{everybody} {ME}, for 120 s unless you confirm it"
    assert replace(ACTION, operators=(), seconds=0).describe() == f"{everybody} nobody"
    assert ACTION.touches() == ()


def test_the_intruder_is_cut_off_and_the_operator_is_not(server, host, vault):
    server.kernel.connected = {ME, EVIL}
    assert not ACTION.verify(host)
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert server.kernel.allowed == {ME}
    assert server.kernel.connected == {ME}
    ACTION.undo(host, vault, captured)
    assert server.kernel.allowed is None


def test_the_kernel_lets_go_a_little_later_than_the_process_that_watches(server, host):
    given = []
    host.isolate = lambda allowed, seconds=0: given.append(seconds)
    ACTION.apply(host)
    replace(ACTION, seconds=0).apply(host)
    assert given == [125, 0]


def test_an_operator_who_is_cut_off_too_ends_it_at_once(server, host):
    isolate = host.isolate
    host.isolate = lambda allowed, seconds=0: (isolate(allowed), server.kernel.silent.add(ME))
    with pytest.raises(RootoutError, match=f"{ME} was cut off"):
        ACTION.apply(host)
    assert server.kernel.allowed is None


def test_an_operator_who_never_answers_is_no_reason_to_go_back(server, host):
    server.kernel.silent = {ME}
    ACTION.apply(host)
    assert server.kernel.allowed == {ME}


def test_a_filter_that_lets_a_stranger_out_does_not_hold(server, host):
    ACTION.apply(host)
    server.kernel.is_leaky = True
    assert not ACTION.verify(host)
    assert not replace(ACTION, forbidden=()).verify(host)


def test_a_filter_that_keeps_the_operator_in_does_not_hold(server, host):
    ACTION.apply(host)
    host.lets_out = lambda address: False
    assert not ACTION.verify(host)


def test_neighbours_without_a_zone_and_whole_networks_are_not_tried(server, host):
    action = IsolateHost(operators=("fe80::1%eth0", ME), forbidden=("10.0.0.0/8",), seconds=9)
    server.kernel.allowed = frozenset(("fe80::1", ME))
    tried = []
    host.lets_out = lambda address: tried.append(address) or address == ME
    assert action.verify(host)
    assert set(tried) == {ME, *NOBODYS}


def test_who_was_let_in_before_is_let_in_again(server, host, vault):
    server.kernel.allowed = frozenset(("192.0.2.1", "192.0.2.2"))
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert server.kernel.allowed == {ME}
    ACTION.undo(host, vault, captured)
    assert server.kernel.allowed == {"192.0.2.1", "192.0.2.2"}
    server.kernel.allowed = frozenset()
    assert ACTION.capture(host, vault) == Captured(facts={"allowed": ""})
    ACTION.undo(host, vault, Captured(facts={"allowed": ""}))
    assert server.kernel.allowed == frozenset()
