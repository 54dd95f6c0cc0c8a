from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.respond.plans import names, whole

from rootout.errors import RootoutError
from rootout.model.plan import PHASES, Plan
from rootout.respond.choosing import choose

PLAN = whole()


@pytest.mark.parametrize(
    ("only", "without", "chosen"),
    [
        ((), (), names(PLAN.steps)),
        (("3",), (), ["block_address"]),
        (("block_address",), (), ["block_address"]),
        (("contain",), (), ["freeze_process", "clear_immutable", "block_address"]),
        (("contain",), ("1", "clear_immutable"), ["block_address"]),
        (("3", "2"), (), ["clear_immutable", "block_address"]),
        (("restore_preload",), ("watch",), ["keep_evidence", "restore_preload", "look_again"]),
        (("lock_account",), (), []),
        ((), ("eradicate", "contain"), ["keep_evidence", "look_again", "watch"]),
    ],
)
def test_steps_are_named_by_number_phase_and_action(only, without, chosen):
    assert names(choose(PLAN, only, without).steps) == chosen


def test_what_is_chosen_keeps_its_number():
    (step,) = choose(PLAN, ("block_address",), ()).steps
    assert step.number == 3


@pytest.mark.parametrize("word", ["99", "0", "-1", "first", "", "CONTAIN", "٣", "../contain"])
def test_a_name_that_nothing_has_is_an_error(word):
    with pytest.raises(RootoutError, match="step"):
        choose(PLAN, (word,), ())
    with pytest.raises(RootoutError, match="step"):
        choose(PLAN, (), (word,))


def test_the_error_lists_every_name():
    with pytest.raises(RootoutError) as refused:
        choose(PLAN, ("freeze",), ())
    for name in (*PHASES, "freeze_process", "keep_evidence", "look_again", "remove_folder"):
        assert name in refused.value.hint
    with pytest.raises(RootoutError, match="no step 99") as refused:
        choose(PLAN, ("99",), ())
    assert refused.value.hint == "It has 1 to 13; `rootout plan` shows them."
    with pytest.raises(RootoutError, match="no step 1") as refused:
        choose(Plan(case="c", incidents=(), steps=()), ("1",), ())
    assert refused.value.hint == "It is empty."


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_any_words_choose_or_are_refused(only, without):
    with suppress(RootoutError):
        choose(PLAN, tuple(only), tuple(without))
