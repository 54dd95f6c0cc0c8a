from tests.records import process
from tests.watch.told import finding

from rootout.model.record import Gap
from rootout.report.watch import gap, reaction, sighting
from rootout.watch.sighting import Reaction, Sighting

PARENT = process(50, arguments=("nginx: \x1b]0;worker",), parent=None)
SEEN = Sighting(
    time=1_700_000_000.0,
    finding=finding(),
    process=process(arguments=("sh", "-i\n")),
    ancestors=(PARENT,),
    repeated=3,
)
DONE = Reaction(
    time=0, process=process(), state="verified", note="freeze pid 100", milliseconds=3.21, case="/c"
)


def test_a_sighting_is_told_in_lines_that_cannot_act():
    assert sighting(SEEN).split("\n") == [
        "2023-11-14 22:13:20 UTC [high] Title (3 more like it since)",
        "    Because \\x1b[2J.",
        "    pid 100, root: sh -i\\x0a",
        "    program /usr/bin/worker, of worker",
        "    in /system.slice/worker.service",
        "    started by 50 nginx: \\x1b]0;worker",
    ]


def test_long_lines_are_cut():
    one = Sighting(time=0, finding=finding(), process=process(arguments=("x" * 9000,)))
    assert max(map(len, sighting(one).split("\n"))) == 400


def test_a_freeze_is_told_with_its_way_back():
    assert reaction(DONE).split("\n") == [
        "1970-01-01 00:00:00 UTC [frozen] pid 100, after 3.2 ms: freeze pid 100",
        "    `rootout undo /c` lets it go",
    ]


def test_a_refusal_is_told_with_its_reason():
    refused = Reaction(
        time=0, process=process(), state="refused", note="never", milliseconds=1, case="/c"
    )
    assert reaction(refused) == "1970-01-01 00:00:00 UTC [refused] pid 100, after 1.0 ms: never"


def test_a_gap_is_told():
    missed = Gap(artifact="watch", path="files", reason="too_large", detail="lost\x07")
    assert gap(missed, 0) == "1970-01-01 00:00:00 UTC [not seen] files: lost\\x07"


def test_a_file_of_nobody_known_is_told_by_its_reason_alone():
    one = Sighting(time=0, finding=finding(), process=None)
    assert sighting(one).split("\n") == [
        "1970-01-01 00:00:00 UTC [high] Title",
        "    Because \\x1b[2J.",
    ]


def test_in_a_container_its_name_is_told():
    where = process(cgroup=f"/system.slice/docker-{'ab' * 32}.scope")
    one = Sighting(time=0, finding=finding(), process=where)
    assert "    in docker abababababab" in sighting(one).split("\n")
