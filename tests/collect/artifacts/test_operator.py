import errno

import pytest
from tests.collect.folders import run
from tests.machine import Machine

from rootout.collect.artifacts.operator import MOST_PARENTS
from rootout.model.entity import Entity


def stat(pid, parent, name=b"bash", ticks=None):
    rest = [b"S", str(parent).encode(), *[b"0"] * 17, str(ticks or pid * 10).encode(), b"0"]
    return b"%d (%s) " % (pid, name) + b" ".join(rest)


@pytest.fixture
def machine():
    machine = Machine()
    machine.links["/proc/self"] = "30"
    machine.files = {
        "/proc/30/stat": stat(30, 20, b"rootout"),
        "/proc/20/stat": stat(20, 10, b"a) R 1 (b)"),
        "/proc/10/stat": stat(10, 1),
        "/proc/30/environ": b"A=1\0SSH_CONNECTION=192.0.2.7 5 192.0.2.1 22\0",
        "/proc/self/loginuid": b"1000",
    }
    return machine


def test_the_chain_goes_up_to_process_one_whatever_the_names(machine):
    (found,), gaps = run("operator", machine)
    assert found.processes == ("30:300", "20:200", "10:100")
    assert found.entities()[0] == Entity("process", "30:300")
    assert (found.login_uid, found.claimed_address) == (1000, "192.0.2.7")
    assert not gaps


def test_the_address_may_stand_in_the_environment_of_a_parent(machine):
    machine.files["/proc/10/environ"] = machine.files.pop("/proc/30/environ")
    assert run("operator", machine)[0][0].claimed_address == "192.0.2.7"


@pytest.mark.parametrize("data", [b"", b"SSH_CONNECTION=", b"SSH_CONNECTION", b"\xff\0\0"])
def test_without_a_claim_there_is_no_address(data, machine):
    machine.files["/proc/30/environ"] = data
    assert run("operator", machine)[0][0].claimed_address == ""


@pytest.mark.parametrize("data", [b"4294967295", b"x", OSError(errno.EACCES, "no")])
def test_nobody_logged_in_is_none(data, machine):
    machine.files["/proc/self/loginuid"] = data
    assert run("operator", machine)[0][0].login_uid is None


@pytest.mark.parametrize(
    "data", [b"", b"20 (x) S", OSError(errno.ESRCH, "gone"), b"20 (x) S y" * 9]
)
def test_a_parent_that_cannot_be_read_ends_the_chain(data, machine):
    machine.files["/proc/20/stat"] = data
    (found,), (gap,) = run("operator", machine)
    assert found.processes == ("30:300",)
    assert gap.path == "/proc/20/stat"


def test_a_loop_of_parents_ends(machine):
    machine.files["/proc/10/stat"] = stat(10, 30)
    assert len(run("operator", machine)[0][0].processes) <= MOST_PARENTS
