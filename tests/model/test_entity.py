from typing import get_args

from rootout.model.entity import Entity, Kind, Tie, Verb


def test_entities_with_one_name_are_one() -> None:
    assert len({Entity("file", "/x"), Entity("file", "/x"), Entity("unit", "/x")}) == 2


def test_a_tie_reads_as_a_sentence() -> None:
    tie = Tie(Entity("process", "1:1"), "runs", Entity("file", "/x"))
    assert (tie.source.kind, tie.verb, tie.target.kind) == ("process", "runs", "file")


def test_kinds_and_verbs_are_those_of_the_design_and_settings() -> None:
    assert len(get_args(Kind)) == 17
    assert len(get_args(Verb)) == 10
