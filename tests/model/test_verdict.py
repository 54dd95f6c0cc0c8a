from typing import get_args

from rootout.model.entity import Entity
from rootout.model.verdict import State, Verdict


def test_a_verdict_is_one_of_four() -> None:
    assert set(get_args(State)) == {"gone", "held", "returned", "unknown"}


def test_verdicts_can_be_told_apart() -> None:
    entity = Entity("file", "/x")
    assert Verdict(entity=entity, state="gone", why="") != Verdict(
        entity=entity, state="held", why=""
    )
