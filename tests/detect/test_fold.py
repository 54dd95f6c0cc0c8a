"""A tree of findings is told once; a few, and bad ones, are told one by one."""

from dataclasses import replace

from tests.records import finding

from rootout.detect.fold import MANY, MOST_ENTITIES, folded
from rootout.model.entity import Entity
from rootout.model.finding import Finding


def about(path: str, **changes: object) -> Finding:
    told = finding(Entity("file", path), severity="medium")
    return replace(told, why=f"{path} is odd.", records=(path,), **changes)  # type: ignore[arg-type]


def test_tree_of_many_is_one_finding_that_names_them():
    (one,) = folded([about(f"/tmp/tree/a/{number:03}") for number in range(MANY + 1)])
    assert one.why == "21 files below /tmp/tree are alike, the first: /tmp/tree/a/000 is odd."
    assert len(one.entities) == len(one.records) == MANY + 1


def test_what_one_finding_names_is_bounded():
    (one,) = folded([about(f"/tmp/tree/a/{number}") for number in range(900)])
    assert len(one.entities) == MOST_ENTITIES


def test_few_bad_and_other_findings_stay_themselves():
    few = [about(f"/tmp/tree/a/{number}") for number in range(MANY)]
    assert list(folded(few)) == few
    bad = [about(f"/tmp/tree/a/{number}", severity="high") for number in range(MANY + 1)]
    assert list(folded(bad)) == bad
    near = [about(f"/tmp/{number}") for number in range(MANY + 1)]
    assert list(folded(near)) == near
    other = [replace(one, entities=(Entity("account", "x"),)) for one in bad]
    assert list(folded(other)) == other
    assert list(folded([replace(bad[0], entities=())]))
