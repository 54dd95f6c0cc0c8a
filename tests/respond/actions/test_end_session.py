from tests.respond.scenarios import processes

from rootout.model.entity import Entity
from rootout.respond.action import Captured
from rootout.respond.actions.end_session import EndSession

ACTION = EndSession(session="root@203.0.113.9#10", processes=("10:1",))


def test_it_names_the_session_and_is_judged_by_its_leaders():
    assert ACTION.describe() == "end the login session root@203.0.113.9#10"
    assert ACTION.touches() == (Entity("process", "10:1"),)
    assert not ACTION.reversible


def test_its_leader_dies_and_nobody_else(server, host, vault):
    processes(server)
    assert ACTION.capture(host, vault) == Captured()
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert server.kernel.processes["11:2"].is_alive


def test_undo_does_nothing(server, host, vault):
    processes(server)
    ACTION.undo(host, vault, Captured())
    assert server.kernel.processes["10:1"].is_alive
