from typing import get_args

from rootout.model.plan import PHASES, Phase, Plan


def test_phases_are_in_the_order_in_which_they_are_carried_out() -> None:
    assert get_args(Phase) == PHASES
    assert PHASES[0] == "contain"


def test_a_plan_may_refuse_nothing() -> None:
    assert Plan(case="c", incidents=(), steps=()).refused == ()
