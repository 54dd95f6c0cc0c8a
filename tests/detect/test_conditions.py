"""The grammar of conditions."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.detect.conditions import parse

NAMES = ("a", "b", "sel_1", "sel_2", "_own")


def holds(text: str, *true: str) -> bool:
    return parse(text, NAMES)({name: name in true for name in NAMES})


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("a", "a"),
        ("not a", ""),
        ("not not a", "a"),
        ("a and b", "a b"),
        ("a or b", "b"),
        ("a AND NOT b", "a"),
        ("a or b and sel_1", "a"),
        ("not a or b", "b a"),
        ("(a or b) and sel_1", "b sel_1"),
        ("((a))", "a"),
        ("1 of sel_*", "sel_2"),
        ("any of sel_*", "sel_2"),
        ("all of sel_*", "sel_1 sel_2"),
        ("1 of them", "b"),
        ("all of them", "a b sel_1 sel_2"),
        ("all of them and not _own", "a b sel_1 sel_2"),
        ("not 1 of sel_* and a", "a"),
        ("1 of *_2", "sel_2"),
        ("1 of a", "a"),
    ],
)
def test_condition_holds(text, true):
    assert holds(text, *true.split())


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("a", "b"),
        ("a and b", "a"),
        ("(a or b) and sel_1", "a b"),
        ("all of sel_*", "sel_1"),
        ("1 of them", "_own"),
        ("not 1 of sel_* and a", "a sel_1"),
    ],
)
def test_condition_does_not_hold(text, true):
    assert not holds(text, *true.split())


@pytest.mark.parametrize(
    "text",
    [
        *("", "a b", "a and", "(a", "a)", "not", "c", "1 of", "1 of x*", "2 of sel_*", "of a"),
        *("a | count() > 5", "a near b", "and", "them", "()", "a & b", "not " * 300 + "a"),
        "(" * 150 + "a" + ")" * 150,
    ],
)
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        parse(text, NAMES)


def test_nesting_up_to_the_bound_is_understood():
    assert holds("(" * 90 + "a" + ")" * 90, "a")


@given(st.text(alphabet="ab()*ofnt 1", max_size=40) | st.text(max_size=40))
def test_any_text_is_a_condition_or_is_refused(text):
    try:
        condition = parse(text, NAMES)
    except ValueError:
        return
    assert condition(dict.fromkeys(NAMES, True)) in (True, False)


def test_binding_is_that_of_python():
    text = "a or b and not sel_1 or not (a or sel_2)"
    for values in product((False, True), repeat=len(NAMES)):
        hits = dict(zip(NAMES, values, strict=True))
        assert parse(text, NAMES)(hits) == eval(text, {}, dict(hits))
