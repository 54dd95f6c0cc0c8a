"""Processes are held in a cgroup that only these tests use, and let go again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from rootout.host import cgroup
from rootout.host.api import ProcessRef
from rootout.host.cgroup import Freezer
from rootout.host.hierarchy import Hierarchy, open_hierarchies
from rootout.host.pidfd import life_of
from rootout.host.procfs import ProcessFiles

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="cgroups are for root")
FILES = ProcessFiles()
NAME = f"rootout-test-{os.getpid()}"
FORKING = """
import os, time
print("ready", flush=True)
while True:
    if os.fork() == 0:
        os._exit(0)
    os.wait()
"""


def freezer_of(version: str, monkeypatch: pytest.MonkeyPatch) -> Freezer:
    """Return a freezer that has only the hierarchy of `version`."""
    controller = {"v2": b"", "v1": b"freezer"}[version]

    def only(files: ProcessFiles) -> tuple[Hierarchy, ...]:
        return tuple(one for one in open_hierarchies(files) if one.controller == controller)

    monkeypatch.setattr(cgroup, "open_hierarchies", only)
    freezer = Freezer(FILES, NAME)
    if not freezer._cages:
        pytest.skip(f"no freezer of cgroup {version} on this machine")
    return freezer


@pytest.fixture(params=["v2", "v1"])
def freezer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Freezer:
    return freezer_of(request.param, monkeypatch)


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> Freezer:
    """Return a freezer on a machine without control groups."""
    monkeypatch.setattr(cgroup, "open_hierarchies", lambda _: ())
    return Freezer(FILES, NAME)


@pytest.fixture
def sleepers() -> Iterator[list[ProcessRef]]:
    started = [subprocess.Popen(["sleep", "60"]) for _ in range(3)]
    yield [ref(one.pid) for one in started]
    for one in started:
        one.kill()
        release(one.pid)
        one.wait()


def ref(pid: int) -> ProcessRef:
    return ProcessRef(pid=pid, start_ticks=life_of(FILES, pid).start_ticks)


def release(pid: int) -> None:
    """Let a process out of the cage, whatever a test left there."""
    for one in open_hierarchies(FILES):
        if pid in cgroup._Cage(one, NAME).members:
            cgroup._Cage(one, NAME).release(pid, "/")
        cgroup._Cage(one, NAME).remove_empty()
        os.close(one.root)


def state(process: ProcessRef) -> str:
    return life_of(FILES, process.pid).state


def exists(freezer: Freezer) -> bool:
    (cage,) = freezer._cages
    return NAME in os.listdir(cage.hierarchy.root)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < seconds


def test_frozen_processes_are_not_let_go_by_sigcont_and_thawed_ones_go_home(freezer, sleepers):
    homes = [(one, freezer.cgroup_of(one)) for one in sleepers]
    freezer.freeze(sleepers)
    freezer.freeze(sleepers)
    assert freezer.frozen_processes() == {one.pid for one in sleepers}
    os.kill(sleepers[0].pid, signal.SIGCONT)
    time.sleep(0.05)
    (cage,) = freezer._cages
    assert cage.hierarchy.frozen in cage._read(cage.hierarchy.answer)
    freezer.thaw(homes[1:])
    assert freezer.frozen_processes() == {sleepers[0].pid}
    assert [freezer.cgroup_of(one) for one in sleepers[1:]] == [home for _, home in homes[1:]]
    freezer.thaw(homes)
    freezer.thaw(homes)
    assert freezer.frozen_processes() == frozenset()
    assert not exists(freezer)


def test_frozen_processes_can_be_killed(freezer, sleepers):
    freezer.freeze(sleepers)
    freezer.kill(sleepers)
    assert not any(freezer.is_alive(one) for one in sleepers)
    assert not exists(freezer)
    freezer.kill(sleepers)


def test_killing_one_leaves_the_others_frozen(freezer, sleepers):
    freezer.freeze(sleepers)
    freezer.kill(sleepers[:1])
    assert freezer.frozen_processes() == {one.pid for one in sleepers[1:]}
    assert all(freezer.is_alive(one) for one in sleepers[1:])


def test_process_that_forks_without_rest_is_held_with_its_children(freezer):
    with subprocess.Popen([sys.executable, "-c", FORKING], stdout=subprocess.PIPE) as forking:
        try:
            assert forking.stdout.readline() == b"ready\n"
            process = ref(forking.pid)
            freezer.freeze([process])
            held = freezer.frozen_processes()
            assert forking.pid in held
            time.sleep(0.1)
            assert freezer.frozen_processes() == held
            freezer.kill([process, *(ref(pid) for pid in held - {forking.pid})])
            assert not freezer.is_alive(process)
        finally:
            forking.kill()
            release(forking.pid)


def test_number_that_another_process_has_now_is_left_alone(freezer, sleepers):
    stranger = ProcessRef(pid=sleepers[0].pid, start_ticks=sleepers[0].start_ticks + 1)
    freezer.freeze([stranger])
    freezer.kill([stranger])
    freezer.thaw([(stranger, "/")])
    assert not freezer.is_alive(stranger)
    assert freezer.cgroup_of(stranger) is None
    assert freezer.is_alive(sleepers[0])
    assert freezer.frozen_processes() == frozenset()
    assert not exists(freezer)


@pytest.mark.parametrize(
    "place",
    ["/gone/since", f"/{NAME}", "/../..", "/x (deleted)", ""],
    ids=["gone", "cage", "outside", "deleted", "nowhere"],  # a pid must not be in a test's name
)
def test_process_whose_home_is_gone_goes_where_it_can_run(freezer, sleepers, place):
    freezer.freeze(sleepers[:1])
    freezer.thaw([(sleepers[0], place)])
    assert freezer.cgroup_of(sleepers[0]) == "/"
    assert freezer.frozen_processes() == frozenset()


def test_process_that_its_user_had_stopped_stays_stopped(freezer, sleepers):
    os.kill(sleepers[0].pid, signal.SIGSTOP)
    home = freezer.cgroup_of(sleepers[0])
    freezer.freeze(sleepers[:1])
    freezer.thaw([(sleepers[0], home)])
    with deadline(5):
        while state(sleepers[0]) != "T":
            time.sleep(0.01)


def test_cage_that_somebody_opened_holds_nobody(freezer, sleepers):
    freezer.freeze(sleepers)
    (cage,) = freezer._cages
    word = "0" if not cage.hierarchy.controller else "THAWED"
    cage._write(f"{NAME}/{cage.hierarchy.order}", word)
    assert freezer.frozen_processes() == frozenset()
    freezer.freeze(sleepers)
    assert freezer.frozen_processes() == {one.pid for one in sleepers}


def test_nobody_to_hold_leaves_no_cgroup_behind(freezer):
    freezer.freeze([])
    freezer.thaw([])
    assert not exists(freezer)


def test_version_2_is_preferred(sleepers):
    freezer = Freezer(FILES, NAME)
    if len(freezer._cages) < 2:
        pytest.skip("only one version on this machine")
    place = freezer.cgroup_of(sleepers[0])
    freezer.freeze(sleepers[:1])
    assert freezer.cgroup_of(sleepers[0]) == f"/{NAME}"
    assert freezer._cages[0].members == [sleepers[0].pid]
    assert freezer._cages[1].members == []
    freezer.thaw([(sleepers[0], place)])
    assert freezer.cgroup_of(sleepers[0]) == place


def test_version_1_serves_where_version_2_cannot_freeze(sleepers, monkeypatch):
    real = open_hierarchies(FILES)
    if len(real) < 2:
        pytest.skip("only one version on this machine")
    old = Hierarchy(
        root=real[0].root, controller=b"", order="cgroup.none", freeze="1",
        answer="cgroup.events", frozen="frozen 1",
    )  # fmt: skip
    monkeypatch.setattr(cgroup, "open_hierarchies", lambda _: (old, *real[1:]))
    freezer = Freezer(FILES, NAME)
    freezer.freeze(sleepers[:1])
    assert freezer.frozen_processes() == {sleepers[0].pid}
    assert freezer._cages[1].members == [sleepers[0].pid]
    freezer.thaw([(sleepers[0], "/")])
    assert freezer.frozen_processes() == frozenset()


def test_without_control_groups_processes_are_stopped(signals, sleepers):
    assert signals.cgroup_of(sleepers[0]) == "/"
    signals.freeze(sleepers[:1])
    with deadline(5):
        while sleepers[0].pid not in signals.frozen_processes():
            time.sleep(0.01)
    signals.thaw([(sleepers[0], "/")])
    with deadline(5):
        while state(sleepers[0]) == "T":
            time.sleep(0.01)
    signals.freeze(sleepers[:1])
    signals.kill(sleepers[:1])
    assert not signals.is_alive(sleepers[0])


def test_process_that_no_freezer_takes_is_stopped(sleepers, monkeypatch):
    freezer = freezer_of("v2", monkeypatch)
    monkeypatch.setattr(cgroup._Cage, "take", lambda *_: False)
    freezer.freeze(sleepers[:1])
    with deadline(5):
        while state(sleepers[0]) != "T":
            time.sleep(0.01)
    freezer.thaw([(sleepers[0], "/")])
    with deadline(5):
        while state(sleepers[0]) == "T":
            time.sleep(0.01)


def test_a_hundred_are_frozen_and_killed_in_a_moment(monkeypatch):
    freezer = freezer_of("v2", monkeypatch)
    started = [subprocess.Popen(["sleep", "60"]) for _ in range(100)]
    refs = [ref(one.pid) for one in started]
    try:
        with deadline(3):
            freezer.freeze(refs)
            assert freezer.frozen_processes() == {one.pid for one in refs}
            freezer.kill(refs)
        assert not any(freezer.is_alive(one) for one in refs)
    finally:
        for one in started:
            one.kill()
            one.wait()
