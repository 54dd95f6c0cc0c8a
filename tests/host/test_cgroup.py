import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rootout.host import cgroup
from rootout.host.api import ProcessRef
from rootout.host.cgroup import Freezer

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="cgroups are for root")


@pytest.fixture
def freezer(monkeypatch: pytest.MonkeyPatch) -> Freezer:
    monkeypatch.setattr(cgroup, "CAGE", f"rootout-test-{os.getpid()}")
    found = Freezer()
    if found._root is None:
        pytest.skip("no writable cgroup v2 here")
    return found


@pytest.fixture
def sleepers() -> Iterator[list[ProcessRef]]:
    started = [subprocess.Popen(["sleep", "60"]) for _ in range(3)]
    yield [ref(one.pid) for one in started]
    for one in started:
        one.kill()
        one.wait()


def ref(pid: int) -> ProcessRef:
    return ProcessRef(pid=pid, start_ticks=int(cgroup._stat(pid)[19]))


def state(process: ProcessRef) -> str:
    return cgroup._state(process.pid)


def test_frozen_processes_are_not_let_go_by_sigcont_and_thawed_ones_go_home(
    freezer: Freezer, sleepers: list[ProcessRef]
) -> None:
    homes = [(one, freezer.cgroup_of(one) or "/") for one in sleepers]
    freezer.freeze(sleepers)
    freezer.freeze(sleepers)
    assert freezer.frozen_processes() == {one.pid for one in sleepers}
    os.kill(sleepers[0].pid, signal.SIGCONT)
    time.sleep(0.05)
    assert "frozen 1" in Path(f"{freezer._cage}/cgroup.events").read_text()
    freezer.thaw(homes[1:])
    assert [freezer.cgroup_of(one) for one in sleepers[1:]] == [home for _, home in homes[1:]]
    freezer.thaw(homes)
    freezer.thaw(homes)
    assert freezer.frozen_processes() == frozenset()
    assert not os.path.exists(freezer._cage or "")


def test_frozen_processes_can_be_killed(freezer: Freezer, sleepers: list[ProcessRef]) -> None:
    freezer.freeze(sleepers)
    freezer.kill(sleepers)
    assert not any(freezer.is_alive(one) for one in sleepers)
    freezer.kill(sleepers)


def test_a_number_that_another_process_has_now_is_left_alone(
    freezer: Freezer, sleepers: list[ProcessRef]
) -> None:
    stranger = ProcessRef(pid=sleepers[0].pid, start_ticks=sleepers[0].start_ticks + 1)
    freezer.freeze([stranger])
    freezer.kill([stranger])
    assert not freezer.is_alive(stranger)
    assert freezer.cgroup_of(stranger) is None
    assert freezer.is_alive(sleepers[0])
    freezer.thaw([(stranger, "/")])


def test_a_process_whose_home_is_gone_goes_to_the_top(
    freezer: Freezer, sleepers: list[ProcessRef]
) -> None:
    freezer.freeze(sleepers[:1])
    freezer.thaw([(sleepers[0], "/gone/since")])
    assert freezer.cgroup_of(sleepers[0]) == "/"


def test_without_cgroups_processes_are_stopped(sleepers: list[ProcessRef]) -> None:
    freezer = Freezer()
    freezer.__dict__["_root"] = None
    freezer.freeze(sleepers[:1])
    end = time.monotonic() + 2
    while state(sleepers[0]) != "T" and time.monotonic() < end:
        time.sleep(0.01)
    assert sleepers[0].pid in freezer.frozen_processes()
    freezer.thaw([(sleepers[0], "/")])
    assert state(sleepers[0]) != "T"
    freezer.kill(sleepers[:1])
    assert not freezer.is_alive(sleepers[0])


def test_a_process_that_never_was_is_not_alive() -> None:
    assert not Freezer().is_alive(ProcessRef(pid=2**22 + 1, start_ticks=1))


def test_a_zombie_is_not_alive(sleepers: list[ProcessRef]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(sleepers[0].pid, signal.SIGKILL)
    end = time.monotonic() + 2
    while Freezer().is_alive(sleepers[0]) and time.monotonic() < end:
        time.sleep(0.01)
    assert not Freezer().is_alive(sleepers[0])
