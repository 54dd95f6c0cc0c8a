from tests.respond.fake_kernel import CAGE, FakeProcess
from tests.respond.scenarios import processes

from rootout.model.entity import Entity
from rootout.respond.action import Captured
from rootout.respond.actions.stop_process import StopProcess

ACTION = StopProcess(processes=("10:1", "11:2"))


def test_it_names_the_processes_and_declares_that_there_is_no_way_back():
    assert ACTION.describe() == "kill pid 10, 11"
    assert ACTION.touches() == (Entity("process", "10:1"), Entity("process", "11:2"))
    assert not ACTION.reversible


def test_exactly_these_die_frozen_or_not(server, host, vault):
    processes(server)
    server.kernel.processes["11:2"].cgroup = CAGE
    server.kernel.processes["11:9"] = FakeProcess("/later")
    assert ACTION.capture(host, vault) == Captured()
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    alive = {key for key, one in server.kernel.processes.items() if one.is_alive}
    assert alive == {"11:9", "12:3"}


def test_undo_does_nothing(server, host, vault):
    processes(server)
    ACTION.undo(host, vault, Captured())
    assert server.kernel.processes["10:1"].is_alive
