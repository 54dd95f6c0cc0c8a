from tests.respond.fake_kernel import CAGE, FakeProcess
from tests.respond.scenarios import processes

from rootout.model.entity import Entity
from rootout.respond.actions.freeze_process import FreezeProcess

ACTION = FreezeProcess(processes=("10:1", "11:2", "13:4"))


def test_it_names_the_processes():
    assert ACTION.describe() == "freeze pid 10, 11, 13"
    assert ACTION.touches()[0] == Entity("process", "10:1")


def test_each_goes_back_to_its_own_cgroup(server, host, vault):
    processes(server)
    captured = ACTION.capture(host, vault)
    assert captured.facts == {"10:1": "/system.slice/evil.service", "11:2": "/user.slice"}
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    ACTION.undo(host, vault, captured)
    assert server.kernel.processes["10:1"].cgroup == "/system.slice/evil.service"


def test_a_child_that_was_born_frozen_is_let_go_too(server, host, vault):
    server.kernel.processes["10:1"] = FakeProcess(CAGE)
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    ACTION.undo(host, vault, captured)
    assert server.kernel.processes["10:1"].cgroup == "/"


def test_what_has_died_since_is_not_thawed_and_a_new_process_of_its_number_is_not_touched(
    server, host, vault
):
    processes(server)
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    server.kernel.processes["10:1"].is_alive = False
    server.kernel.processes["10:9"] = FakeProcess("/new")
    ACTION.undo(host, vault, captured)
    assert server.kernel.processes["10:9"].cgroup == "/new"
    assert server.kernel.processes["11:2"].cgroup == "/user.slice"
