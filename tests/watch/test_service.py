"""The whole watch on a machine by hand: what is told, kept and held, in which order."""

import os
from types import SimpleNamespace

import pytest
from tests.watch.world import install, machine, start

from rootout.detect.engine import load_rules
from rootout.errors import RootoutError
from rootout.host.process_event import Forked, Lost
from rootout.model.record import Gap
from rootout.watch import service
from rootout.watch.reflex import Bounds
from rootout.workflow.scan import reopen

RULES = load_rules()


class Source:
    """A pipe that is readable, and events that were made by hand."""

    has_command_lines = True

    def __init__(self, *events):
        self.waiting = list(events)
        self.reading, self.writing = os.pipe()
        os.write(self.writing, b"x")
        self.is_closed = False

    def fileno(self):
        return self.reading

    def events(self, most):
        found, self.waiting = self.waiting, []
        yield from found

    def close(self):
        os.close(self.reading)
        os.close(self.writing)
        self.is_closed = True


class Heard:
    """Everything that was told, in order."""

    def __init__(self):
        self.told = []

    def ready(self, processes, case):
        self.told.append(("ready", case))

    def sighting(self, sighting):
        self.told.append(("finding", sighting.finding.rule))

    def reaction(self, reaction):
        self.told.append(("freeze", reaction.state))

    def gap(self, gap):
        self.told.append(("gap", gap.path))


@pytest.fixture
def world(monkeypatch):
    """A machine that is watched until its events are over."""
    host = machine()
    install(host, "/usr/bin/dash", 5, "dash")
    install(host, "/dev/shm/.x", 6)
    host.frozen = set()
    host.freeze = lambda refs: host.frozen.update(one.pid for one in refs)
    host.frozen_processes = lambda: frozenset(host.frozen)
    host.cgroup_of = lambda one: "/"
    host.is_alive = lambda one: True
    host.is_live = False

    def watch(*events, gaps=(), **settings):
        source, heard = Source(*events), Heard()
        monkeypatch.setattr(service, "open_live", lambda: host)
        monkeypatch.setattr(service, "ProcessFiles", lambda: None)
        monkeypatch.setattr(service, "open_files", lambda take, miss: None)
        monkeypatch.setattr(service, "open_process_source", lambda _: (source, gaps))
        service.watch(RULES, heard, seconds=0.05, **settings)
        assert source.is_closed
        return heard.told

    return SimpleNamespace(host=host, watch=watch)


def test_a_kernel_that_tells_nothing_is_an_error_with_a_hint(monkeypatch):
    gap = Gap(artifact="watch", path="processes", reason="unsupported", detail="none at all")
    monkeypatch.setattr(service, "open_live", lambda: None)
    monkeypatch.setattr(service, "ProcessFiles", lambda: None)
    monkeypatch.setattr(service, "open_process_source", lambda _: (None, (gap,)))
    with pytest.raises(RootoutError, match="none at all"):
        service.watch((), None)


def test_nothing_is_told_where_nothing_is_wrong(world):
    assert world.watch(start(9, "/usr/bin/dash", 5, "-c", "true")) == [("ready", None)]


def test_what_is_wrong_and_what_is_not_seen_is_told(world):
    gap = Gap(artifact="watch", path="processes", reason="unsupported")
    told = world.watch(start(9, "/dev/shm/.x", 6), Lost(3), gaps=(gap,))
    assert told[0] == ("gap", "processes")
    assert told[1:] == [
        ("ready", None),
        ("gap", "processes"),
        ("finding", "program_runs_from_a_hidden_temporary_folder"),
    ]


def test_a_case_keeps_what_was_told(world, tmp_path):
    path = tmp_path / "case"
    world.watch(start(9, "/dev/shm/.x", 6), path=path)
    case, told = reopen(str(path))
    case.close()
    assert [one.rule for one in told.findings] == ["program_runs_from_a_hidden_temporary_folder"]


def test_the_reflex_holds_the_tree_with_what_it_has_just_forked(world, tmp_path):
    bounds = Bounds(level="high", an_hour=5)
    told = world.watch(
        start(9, "/dev/shm/.x", 6),
        Forked(10, 100, 9, 90),
        path=tmp_path / "case",
        bounds=bounds,
    )
    assert world.host.frozen == {9, 10}
    assert ("freeze", "verified") in told


def test_without_the_reflex_nothing_is_touched(world, tmp_path):
    world.watch(start(9, "/dev/shm/.x", 6), path=tmp_path / "case")
    assert world.host.frozen == set()


def test_a_finding_below_the_level_is_told_and_not_held(world, tmp_path):
    bounds = Bounds(level="critical", an_hour=5)
    told = world.watch(start(9, "/dev/shm/.x", 6), path=tmp_path / "case", bounds=bounds)
    assert world.host.frozen == set()
    assert ("finding", "program_runs_from_a_hidden_temporary_folder") in told
