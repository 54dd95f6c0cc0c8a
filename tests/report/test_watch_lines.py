import json

from tests.report.test_watch import DONE, SEEN

from rootout.model.record import Gap
from rootout.report.watch_lines import gap, reaction, sighting


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
