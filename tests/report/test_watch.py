import json

from tests.records import process
from tests.watch.told import finding

from rootout.model.record import Gap
from rootout.report.watch import gap_json, gap_text, sighting_json, sighting_text
from rootout.watch.sighting import Sighting

PARENT = process(50, arguments=("nginx: \x1b]0;worker",), parent=None)
SIGHTING = Sighting(
    time=1_700_000_000.0,
    finding=finding(),
    process=process(arguments=("sh", "-i\n")),
    ancestors=(PARENT,),
    repeated=3,
)
GAP = Gap(artifact="watch", path="files", reason="too_large", detail="lost\x07")


def test_a_sighting_is_told_in_lines_that_cannot_act():
    text = sighting_text(SIGHTING)
    assert text.split("\n") == [
        "2023-11-14 22:13:20 [high] Title (3 more like it since)",
        "    Because \\x1b[2J.",
        "    pid 100, root: sh -i\\x0a",
        "    program /usr/bin/worker, of worker",
        "    in /system.slice/worker.service",
        "    started by 50 nginx: \\x1b]0;worker",
    ]


def test_long_lines_are_cut():
    one = Sighting(time=0, finding=finding(), process=process(arguments=("x" * 9000,)))
    assert max(map(len, sighting_text(one).split("\n"))) == 400


def test_json_is_one_ascii_line():
    line = sighting_json(SIGHTING)
    assert line.isascii()
    assert line.isprintable()
    document = json.loads(line)
    assert document["kind"] == "finding"
    assert document["process"]["arguments"] == ["sh", "-i\n"]
    assert document["ancestors"][0]["pid"] == 50


def test_a_gap_is_told():
    assert gap_text(GAP, 0) == "1970-01-01 00:00:00 [not seen] files: lost\\x07"
    assert json.loads(gap_json(GAP, 0))["reason"] == "too_large"
