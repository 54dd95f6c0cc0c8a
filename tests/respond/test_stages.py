from tests.respond.plans import ACTIONS, whole

from rootout.model.plan import PHASES
from rootout.respond.action import load_actions
from rootout.respond.stages import STAGES, actions_of, changes


def test_stages_are_no_actions_and_have_names_of_their_own() -> None:
    assert {one.action for one in STAGES}.isdisjoint(load_actions())
    assert [one.phase for one in STAGES] == [PHASES[1], *PHASES[3:]]


def test_the_actions_of_a_plan_are_what_changes_something() -> None:
    steps = whole().steps
    assert actions_of(steps) == list(ACTIONS)
    assert sum(changes(one) for one in steps) == len(ACTIONS)


def test_a_stage_says_why_it_is_there() -> None:
    for one in STAGES:
        step = one.step(7)
        assert step.number == 7
        assert step.summary
        assert step.because
        assert step.reversible
