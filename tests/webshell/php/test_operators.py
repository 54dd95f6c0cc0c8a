"""Operators give what PHP's give, as far as both sides are known."""

import pytest

from rootout.webshell.php.operators import incremented, joined, operated
from rootout.webshell.php.values import Value


@pytest.mark.parametrize(
    ("operator", "left", "right", "made"),
    [
        (".", "a", "b", "ab"),
        ("^", "`", "\x07", "g"),
        ("|", "a", "b", "c"),
        ("&", "g", "c", "c"),
        ("^", "5", "3", "6"),
        ("+", "1", "2", "3"),
        ("%", "7", "4", "3"),
        ("<", "1", "2", "1"),
        (">", "1", "2", ""),
        ("==", "a", "a", "1"),
        ("!=", "a", "a", ""),
        ("/", "1", "0", None),
        ("+", "x", "1", None),
        ("&&", "1", "1", None),
    ],
)
def test_known_sides_give_a_known_result(operator, left, right, made):
    assert operated(operator, Value(text=left), Value(text=right)).text == made


def test_what_the_request_has_a_part_in_is_the_requests():
    assert operated(".", Value(text="a"), Value(taint="request")).taint == "request"
    assert operated("^", Value(text="a"), Value(taint="request")).taint == "request"
    assert operated("+", Value(text="1"), Value(taint="request")).taint == ""
    assert operated("??", Value(taint="request"), Value(text="x")).taint == "request"


def test_beginning_of_an_unknown_text_is_kept():
    assert joined([Value(text="ls "), Value(taint="request")]).head == "ls "
    assert joined([Value(taint="request"), Value(text=" x")]).head == ""


@pytest.mark.parametrize(
    ("text", "step", "made"),
    [
        ("a", 1, "b"),
        ("z", 1, "aa"),
        ("Az", 1, "Ba"),
        ("a9", 1, "b0"),
        ("9", -1, "8"),
        ("", 1, None),
    ],
)
def test_counting_up_letters(text, step, made):
    assert incremented(text, step).text == made
