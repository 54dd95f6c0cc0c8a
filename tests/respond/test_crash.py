"""Every action, killed before and after every touch of host, vault and journal, then undone."""

import pytest
from tests.respond.crashing import (
    Fuse,
    applying,
    check_crashes_before_another_try,
    check_crashes_while_applying,
    check_crashes_while_undoing,
    lasting_of,
    trial_of,
    undoing,
)
from tests.respond.replaced import REPLACED
from tests.respond.scenarios import SCENARIOS, unlock

from rootout.respond.action import load_actions

ALL = (*SCENARIOS, *REPLACED)


@pytest.fixture(params=ALL, ids=lambda scenario: scenario.name)
def scenario(request):
    return request.param


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    unlock(tmp_path)


def test_every_action_has_a_scenario():
    assert {one.action.name() for one in ALL} == set(load_actions())


def test_applied_it_holds_and_undone_all_is_as_it_was(scenario, folder):
    trial = trial_of(scenario, folder)
    (result,) = trial.run(Fuse(), applying(scenario))
    assert result.state == "verified", result
    changed = bool(trial.differences())
    assert changed != scenario.note.startswith("no")
    (undone,) = trial.run(Fuse(), undoing())
    assert undone.state == ("undone" if scenario.action.reversible else "lasting")
    assert trial.differences(lasting_of(scenario)) == {}


def test_applied_twice_is_applied_once(scenario, folder):
    trial = trial_of(scenario, folder)
    trial.run(Fuse(), applying(scenario))
    once = trial.now()
    (again,) = trial.run(Fuse(), applying(scenario))
    assert again.state == "verified"
    assert trial.now() == once
    trial.run(Fuse(), undoing())
    assert trial.differences(lasting_of(scenario)) == {}


def test_crashes_while_applying_can_be_undone(scenario, folder):
    check_crashes_while_applying(scenario, folder)


def test_after_a_crash_another_try_ends_it_and_undo_still_knows_the_first_state(scenario, folder):
    check_crashes_before_another_try(scenario, folder)


def test_crashes_while_undoing_are_mended_by_another_undo(scenario, folder):
    check_crashes_while_undoing(scenario, folder)
