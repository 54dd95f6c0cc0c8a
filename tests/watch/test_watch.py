import os

import pytest
from tests.watch.world import install, machine, start

from rootout.detect.engine import load_rules
from rootout.host.fanotify import FileChange
from rootout.host.process_event import Ended, Forked, Lost
from rootout.watch.watch import Watch

RULES = load_rules()


@pytest.fixture
def host():
    made = machine()
    install(made, "/usr/sbin/nginx", 4, "nginx")
    install(made, "/usr/bin/dash", 5, "dash")
    install(made, "/dev/shm/.x", 6)
    return made


class Told:
    def __init__(self, host):
        self.sightings, self.gaps = [], []
        self.watch = Watch(host, RULES, self.gaps.append)

    def take(self, *events):
        for event in events:
            self.watch.take(event)
        self.sightings += self.watch.sightings()
        return [one.finding.rule for one in self.sightings]


def test_an_ordinary_program_is_not_told(host):
    assert Told(host).take(start(9, "/usr/bin/dash", 5, "-c", "true")) == []


def test_a_hidden_program_is_told_with_its_parents(host):
    told = Told(host)
    shell = start(9, "/usr/bin/dash", 5)
    hidden = start(11, "/dev/shm/.x", 6, parent_pid=10, parent_ticks=100)
    told.take(shell, Forked(10, 100, 9, 90), Ended(9, 90), hidden)
    (sighting,) = told.sightings
    assert sighting.finding.rule == "program_runs_from_a_hidden_temporary_folder"
    assert sighting.process.parent == "10:100"
    assert [one.pid for one in sighting.ancestors] == [10, 9]
    assert [one.executable for one in sighting.ancestors] == ["/usr/bin/dash"] * 2


def test_a_shell_below_a_web_server_is_told(host):
    server = start(9, "/usr/sbin/nginx", 4, uid=33)
    shell = start(10, "/usr/bin/dash", 5, "-i", uid=33, parent_pid=9, parent_ticks=90)
    told = Told(host)
    assert told.take(server, shell) == ["shell_of_a_network_service"]
    assert told.sightings[0].finding.severity == "high"


def test_lost_events_are_a_gap(host):
    told = Told(host)
    told.take(Lost(7))
    (gap,) = told.gaps
    assert "7 events" in gap.detail


def test_what_runs_already_is_a_parent_and_not_a_suspect(host):
    host.views = {"listing": frozenset((9,))}
    host.files["/proc/9/stat"] = f"9 (x) S 1 1 1 0 0 0 {'0 ' * 12} 90 0".encode()
    host.links["/proc/9/exe"] = "/dev/shm/.x"
    told = Told(host)
    assert told.watch.take_stock() == 1
    told.take(start(10, "/dev/shm/.x", 6, parent_pid=9, parent_ticks=90))
    (sighting,) = told.sightings
    assert [one.pid for one in sighting.ancestors] == [9]


def test_a_start_that_is_like_a_clean_one_is_not_judged_again(host, monkeypatch):
    told = Told(host)
    told.take(start(9, "/usr/bin/dash", 5, "-c", "true"))
    monkeypatch.setattr(told.watch._judge, "findings", None)
    told.take(start(10, "/usr/bin/dash", 5, "-c", "true"))


def test_a_stranger_that_writes_a_job_is_told_with_who_it_is(host):
    told = Told(host)
    told.take(start(9, "/dev/shm/.x", 6))
    told.sightings.clear()
    told.watch.take_file(FileChange("/etc/cron.d/job", "written", 9))
    (sighting,) = told.watch.sightings()
    assert sighting.finding.rule == "stranger_writes_where_programs_start"
    assert sighting.process.pid == 9
    assert sighting.file.path == "/etc/cron.d/job"


def test_a_file_that_nobody_is_known_to_have_written_is_judged_alone(host):
    told = Told(host)
    told.watch.take_file(FileChange("/etc/ld.so.preload", "found", 0))
    (sighting,) = told.watch.sightings()
    assert sighting.process is None
    assert sighting.file.process is None


def test_ordinary_and_own_changes_are_not_told(host):
    told = Told(host)
    told.take(start(9, "/usr/bin/dash", 5))
    for change in (
        FileChange("/etc/cron.d/job", "written", 9),
        FileChange("/etc/cron.d/job", "written", 9),
        FileChange("/etc/ld.so.preload", "written", os.getpid()),
        FileChange("/etc/ld.so.preload", "deleted", 9),
        FileChange("/etc/ld.so.preload", "created", 9, is_folder=True),
    ):
        told.watch.take_file(change)
    assert told.watch.sightings() == []
