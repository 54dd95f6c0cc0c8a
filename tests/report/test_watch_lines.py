import json

from tests.report.test_watch import DONE, SEEN
from tests.watch.told import finding

from rootout.model.file_event import FileEvent
from rootout.model.record import Gap, Origin
from rootout.report.watch_lines import gap, reaction, sighting
from rootout.watch.sighting import Sighting


def test_json_is_one_ascii_line():
    line = sighting(SEEN)
    assert line.isascii()
    assert line.isprintable()
    document = json.loads(line)
    assert document["kind"] == "finding"
    assert document["process"]["arguments"] == ["sh", "-i\n"]
    assert document["ancestors"][0]["pid"] == 50


def test_a_reaction_is_told():
    document = json.loads(reaction(DONE))
    assert (document["kind"], document["state"], document["milliseconds"]) == (
        "freeze",
        "verified",
        3.21,
    )


def test_a_gap_is_told():
    missed = Gap(artifact="watch", path="files", reason="too_large", detail="x")
    assert json.loads(gap(missed, 0))["reason"] == "too_large"


def test_a_file_is_told_with_its_change():
    file = FileEvent(
        origin=Origin(path="fanotify"), path="/etc/x", change="written", process=None, pid=0,
        user="", executable=None, command_line="",
    )  # fmt: skip
    document = json.loads(sighting(Sighting(time=0, finding=finding(), process=None, file=file)))
    assert document["file"] == {"path": "/etc/x", "change": "written"}
    assert document["process"] is None
