from itertools import permutations

import pytest
from tests.respond.plans import names, whole

from rootout.errors import RootoutError
from rootout.model.plan import PHASES, Step
from rootout.respond.action import load_actions
from rootout.respond.planner import ORDER
from rootout.respond.safety import part_of, require_safe, with_what_it_needs

STEPS = whole().steps


def index(action: str) -> int:
    return names(STEPS).index(action)


def moved(action: str, to: str) -> tuple[Step, ...]:
    """Return the steps with the first of `action` put at the place of the first of `to`."""
    rest = [one for number, one in enumerate(STEPS) if number != index(action)]
    rest.insert(index(to), STEPS[index(action)])
    return tuple(rest)


def test_the_planners_own_order_is_safe() -> None:
    require_safe(STEPS)
    require_safe(())
    for phase in PHASES:
        own = [name for name in ORDER if load_actions()[name].phase == phase]
        parts = [part_of(phase, name) for name in own]
        assert parts == sorted(parts), own


@pytest.mark.parametrize(
    ("action", "to", "why"),
    [
        ("freeze_process", "block_address", "what still runs answers"),
        ("clear_immutable", "block_address", "what is locked"),
        ("clear_immutable", "freeze_process", "what still runs answers"),
        ("restore_preload", "remove_file", "it lies to every program"),
        ("stop_process", "remove_file", "while its launcher is armed"),
        ("stop_process", "remove_folder", "writes its files again"),
        ("remove_folder", "quarantine_file", "once it is empty"),
        ("keep_evidence", "stop_process", "the order is contain, preserve"),
        ("stop_process", "block_address", "the order is contain, preserve"),
        ("watch", "freeze_process", "the order is contain, preserve"),
    ],
)
def test_a_dangerous_order_is_refused_with_the_reason(action: str, to: str, why: str) -> None:
    with pytest.raises(RootoutError, match="cannot come before step") as refused:
        require_safe(moved(action, to))
    assert why in refused.value.hint


def test_steps_of_one_part_may_change_places() -> None:
    head, files = STEPS[: index("quarantine_file")], STEPS[index("quarantine_file") :][:2]
    tail = STEPS[index("remove_folder") :]
    for order in permutations(files):
        require_safe((*head, *order, *tail))


def test_nothing_is_killed_that_is_not_frozen() -> None:
    steps = tuple(one for one in STEPS if one.action != "freeze_process")
    with pytest.raises(RootoutError, match="kills what no step freezes"):
        require_safe(steps)


def test_nothing_is_removed_before_its_evidence_is_kept() -> None:
    steps = tuple(one for one in STEPS if one.action != "keep_evidence")
    with pytest.raises(RootoutError, match="before its evidence is kept"):
        require_safe(steps)


def test_a_chosen_kill_brings_its_freeze_its_evidence_and_its_proof() -> None:
    kill = tuple(one for one in STEPS if one.action == "stop_process")
    chosen = with_what_it_needs(kill, STEPS)
    assert names(chosen) == [
        "freeze_process", "keep_evidence", "stop_process", "look_again", "watch"
    ]  # fmt: skip
    require_safe(chosen)


def test_a_chosen_block_needs_nothing_else() -> None:
    block = tuple(one for one in STEPS if one.action == "block_address")
    assert with_what_it_needs(block, STEPS) == block
