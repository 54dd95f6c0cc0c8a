from hypothesis import given
from hypothesis import strategies as st

from rootout.history.measures import LOGS, MEASURES
from rootout.history.usual import is_far_above, is_far_below, usual_of

CPU = MEASURES[0]


def test_two_days_are_too_few() -> None:
    assert usual_of(CPU, [1, 2]) is None


def test_one_odd_day_changes_nothing() -> None:
    usual = usual_of(CPU, [10, 11, 12, 12, 12, 13, 14, 12, 11, 99])
    assert usual.median == 12
    assert (usual.low, usual.high) == (11, 14)
    assert usual.spread == CPU.floor


def test_what_never_varies_has_a_spread_all_the_same() -> None:
    usual = usual_of(CPU, [50.0] * 10)
    assert usual.spread == 5
    assert not is_far_above(CPU, 74, usual)
    assert is_far_above(CPU, 90, usual)


def test_what_varies_much_may_rise_much() -> None:
    usual = usual_of(CPU, [5, 30, 10, 45, 20, 25, 60])
    assert not is_far_above(CPU, 70, usual)


def test_little_of_little_does_not_matter() -> None:
    assert not is_far_above(CPU, 20, usual_of(CPU, [0.1] * 10))


def test_only_what_never_pauses_can_end() -> None:
    always = usual_of(LOGS, [100, 120, 110, 300])
    assert is_far_below(LOGS, 0, always)
    assert not is_far_below(LOGS, 40, always)
    assert not is_far_below(LOGS, 0, usual_of(LOGS, [0, 120, 110, 300]))
    assert not is_far_below(CPU, 0, usual_of(CPU, [50.0] * 10))


@given(st.lists(st.floats(0, 1e12), min_size=3, max_size=20), st.floats(0, 1e12))
def test_any_amounts_have_an_order(amounts: list[float], amount: float) -> None:
    usual = usual_of(CPU, amounts)
    assert usual.low <= usual.median <= usual.high or usual.low == usual.high
    assert usual.spread >= CPU.floor
    assert not (is_far_above(CPU, amount, usual) and is_far_below(CPU, amount, usual))
