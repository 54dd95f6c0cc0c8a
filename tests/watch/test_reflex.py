from dataclasses import replace
from types import SimpleNamespace

import pytest
from tests.records import process
from tests.watch.told import finding

from rootout.case.folder import create_case
from rootout.host.process_event import Forked
from rootout.respond.journal import Journal
from rootout.watch import reflex as module
from rootout.watch.reflex import Bounds, Reflex
from rootout.watch.sighting import Sighting


class Host:
    """A host on which all processes run, and can be frozen."""

    name, is_live = "machine", False

    def __init__(self):
        self.frozen = set()

    def now(self):
        return 1.0

    def frozen_processes(self):
        return frozenset(self.frozen)

    def cgroup_of(self, one):
        return "/system.slice/x.service"

    def is_alive(self, one):
        return True

    def freeze(self, processes):
        self.frozen |= {one.pid for one in processes}

    def read(self, path, limit=0):
        raise OSError(path)


@pytest.fixture
def made(tmp_path):
    host = Host()
    case = create_case(tmp_path, "machine", {}, tmp_path / "case")

    def make(tree=(), **bounds):
        settings = Bounds(**{"level": "high", "an_hour": 2} | bounds)
        return Reflex(case, host, settings, lambda _: tree)

    yield SimpleNamespace(make=make, host=host, case=case)
    case.close()


def sighting(pid=100, severity="high", **changes):
    one = process(pid, **{"package": None, "executable": "/dev/shm/x"} | changes)
    return Sighting(time=1.0, finding=finding(one.key, severity), process=one)


def test_the_tree_of_a_bad_finding_is_frozen_and_journalled(made):
    reflex = made.make(tree=((101, 1010),))
    done = reflex.act(sighting())
    assert done.state == "verified"
    assert made.host.frozen == {100, 101}
    journal = Journal(made.case.journal_path)
    (entry,) = journal.pending()
    assert entry.arguments["processes"] == ["100:1000", "101:1010"]
    assert entry.captured.facts["100:1000"] == "/system.slice/x.service"
    journal.close()


def test_what_is_not_bad_enough_is_left_alone(made):
    assert made.make().act(sighting(severity="medium")) is None
    assert made.host.frozen == set()


def test_what_is_held_is_not_held_again(made):
    reflex = made.make()
    reflex.act(sighting())
    assert reflex.act(sighting()) is None


def test_no_more_than_so_many_an_hour(made, monkeypatch):
    reflex = made.make()
    states = [reflex.act(sighting(pid)).state for pid in (100, 101, 102)]
    assert states == ["verified", "verified", "refused"]
    later = module.time.monotonic() + module.HOUR + 1
    monkeypatch.setattr(module.time, "monotonic", lambda: later)
    assert reflex.act(sighting(103)).state == "verified"


@pytest.mark.parametrize(
    "changes",
    [
        {"executable": "/usr/sbin/sshd", "package": "openssh-server"},
        {"executable": "/usr/sbin/mariadbd", "package": "mariadb-server"},
        {"executable": "/opt/shop/worker"},
        {"user": "backup"},
        {"pid": 1, "start_ticks": 1},
    ],
)
def test_what_the_server_needs_is_refused_and_told(made, changes):
    pid = changes.pop("pid", 100)
    never = frozenset(("/opt/shop/worker", "backup"))
    done = made.make(never=never).act(sighting(pid, **changes))
    assert done.state in ("refused", "verified")
    assert made.host.frozen - {1} == set()
    assert 1 not in made.host.frozen


def test_a_packaged_shell_is_a_tool_and_is_frozen(made):
    assert made.make().act(sighting(executable="/usr/bin/dash", package="dash")).state == "verified"


def test_a_name_of_the_list_in_a_strangers_folder_is_no_excuse(made):
    assert made.make().act(sighting(executable="/dev/shm/sshd")).state == "verified"


def test_children_of_the_moment_are_frozen_too(made, monkeypatch):
    reflex = made.make()
    reflex.forked(Forked(90, 900, 100, 1000))
    reflex.act(sighting())
    reflex.forked(Forked(105, 1050, 100, 1000))
    reflex.catch_up()
    reflex.forked(Forked(106, 1060, 105, 1050))
    reflex.catch_up()
    assert made.host.frozen == {100, 105, 106}
    later = module.time.monotonic() + 60
    monkeypatch.setattr(module.time, "monotonic", lambda: later)
    reflex.forked(Forked(107, 1070, 100, 1000))
    reflex.catch_up()
    assert 107 not in made.host.frozen


def test_the_time_from_the_event_is_told(made):
    before = module.time.clock_gettime_ns(module.time.CLOCK_BOOTTIME) - 5_000_000
    done = made.make().act(replace(sighting(), since_boot_ns=before))
    assert 5 <= done.milliseconds < 60_000
