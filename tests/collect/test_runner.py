import errno
import os
import time

import pytest
from tests.collect.folders import folder_host

from rootout.collect import runner
from rootout.collect.registry import Artifact
from rootout.collect.runner import collect, collect_one
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value


@value
class Thing(Record):
    name: str


def thing(name="x"):
    return Thing(origin=Origin(path="/x"), name=name)


def made(function, form="tree", files=(), name="things"):
    return Artifact(
        name=name,
        summary="Things.",
        form=form,
        files=files,
        attack=(),
        record=Thing,
        function=function,
    )


@pytest.fixture
def host(tmp_path):
    files = {"/etc/a": "a", "/etc/b": "b", "/etc/passwd": "eve:x:1:1::/home/eve:/bin/sh"}
    return folder_host(tmp_path, files)


@pytest.fixture
def only(monkeypatch):
    """Make these artifacts all that there are."""

    def choose(*artifacts):
        monkeypatch.setattr(runner, "load_artifacts", lambda: {one.name: one for one in artifacts})

    return choose


def failing(error):
    def function(*_):
        yield thing()
        raise error

    return function


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("bad \udcff"), "crashed"),
        (RecursionError(), "crashed"),
        (OSError(errno.EACCES, "no"), "denied"),
        (OSError(errno.EFBIG, "big"), "too_large"),
        (OSError(errno.ENOENT, "gone", "/y"), "missing"),
        (OSError("without a number"), "denied"),
    ],
)
def test_what_came_before_a_failure_is_kept_and_the_failure_is_a_gap(error, reason, host):
    records, (gap,) = collect_one(made(failing(error)), host)
    assert [one.name for one in records] == ["x"]
    assert (gap.artifact, gap.reason) == ("things", reason)


def test_one_bad_file_does_not_cost_the_others(host):
    def parse(file):
        if file.path == "/etc/a":
            raise KeyError(file.path)
        yield thing(file.path)

    records, (gap,) = collect_one(made(parse, "files", ("/etc/*",)), host)
    assert [one.name for one in records] == ["/etc/b", "/etc/passwd"]
    assert (gap.path, gap.reason) == ("/etc/a", "crashed")


def test_gaps_of_an_artifact_are_kept(host, only):
    gap = Gap(artifact="things", path="/x", reason="malformed")
    only(made(lambda _: iter((gap, gap))))
    assert collect(host).gaps.count(gap) == 1


def test_no_more_than_the_most_records_are_taken(host, monkeypatch):
    monkeypatch.setattr(runner, "MOST_RECORDS", 3)
    records, gaps = collect_one(made(lambda _: (thing(str(n)) for n in range(3))), host)
    assert (len(records), gaps) == (3, ())
    records, (gap,) = collect_one(made(lambda _: (thing(str(n)) for n in range(4))), host)
    assert (len(records), gap.reason) == (3, "too_large")


def test_an_endless_artifact_is_stopped(host, monkeypatch):
    monkeypatch.setattr(runner, "MOST_SECONDS", 0.05)

    def endless(_):
        while True:
            time.sleep(0.01)
            yield thing()

    _, (gap,) = collect_one(made(endless), host)
    assert gap.reason == "timeout"


def test_time_runs_out_between_files_that_say_nothing(host, monkeypatch):
    monkeypatch.setattr(runner, "MOST_SECONDS", 0.01)

    def silent(_):
        time.sleep(0.02)
        return iter(())

    _, (gap,) = collect_one(made(silent, "files", ("/etc/*",)), host)
    assert gap.reason == "timeout"


def test_a_folder_or_link_that_cannot_be_looked_at_is_a_gap(host, tmp_path):
    (tmp_path / "etc/loop").symlink_to("loop")
    _, (gap,) = collect_one(made(lambda _: iter(()), "files", ("/etc/l*",)), host)
    assert (gap.path, gap.reason) == ("/etc/loop", "malformed")


def test_odd_files_and_dangling_links_are_left_out(host, tmp_path):
    os.mkfifo(tmp_path / "etc/fifo")
    (tmp_path / "etc/gone").symlink_to("/nowhere")
    records, gaps = collect_one(
        made(lambda file: iter((thing(file.path),)), "files", ("/etc/*",)), host
    )
    assert [one.name for one in records] == ["/etc/a", "/etc/b", "/etc/passwd"]
    assert gaps == ()


def test_live_artifacts_do_not_run_on_a_folder(host, only):
    only(made(failing(AssertionError()), "live"))
    assert collect(host).records == ()


def test_follow_ups_are_shown_what_was_found(host, only):
    def follow(_, evidence):
        return (thing(f"after {one.name}") for one in evidence.of(Thing))

    only(made(follow, "follow_up", name="a"), made(lambda _: iter((thing(),)), name="b"))
    assert [one.name for one in collect(host).records] == ["x", "after x"]


def test_artifacts_are_chosen_and_left_out_by_name(host, only):
    one, two = (made(lambda _, n=n: iter((thing(n),)), name=n) for n in "ab")
    only(one, two)
    assert [r.name for r in collect(host, only=frozenset("a")).records] == ["a"]
    assert [r.name for r in collect(host, without=frozenset("a")).records] == ["b"]


def test_a_record_said_twice_is_kept_once_with_its_time(host, only):
    only(made(lambda _: iter((thing(), thing()))))
    (record,) = collect(host).records
    assert abs(record.seen - time.time()) < 5


def test_bytes_are_kept_and_names_told(host, only):
    only(made(lambda _: iter(()), "files", ("/etc/a",)))
    kept, told = [], []
    collect(host, keep=kept.append, progress=told.append)
    assert (kept, told) == ([b"a"], ["things"])


def test_file_knows_in_whose_home_it_was_found(tmp_path):
    passwd = "eve:x:1:1::/srv/eve:/bin/sh"
    host = folder_host(tmp_path, {"/etc/passwd": passwd, "/srv/eve/.x": "x"})
    whose = made(
        lambda file: iter((thing(f"{file.account} {file.home}"),)), "files", ("~/.x", "/etc/*")
    )
    assert [one.name for one in collect_one(whose, host)[0]] == [" ", "eve /srv/eve"]


def test_gaps_that_the_host_finds_on_the_way_are_told(host, only):
    def late(host):
        host.gaps = (Gap(artifact="host", path="/", reason="denied"),)
        yield thing()

    only(made(late))
    assert "host" in {gap.artifact for gap in collect(host).gaps}
