"""Words that begin and end blocks, where a shell takes them for such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.script_words import Blocks, in_csh, in_fish, in_sh, skeleton


@pytest.mark.parametrize(
    ("text", "ended", "begun"),
    [
        ("if a; then", 0, ("if",)),
        ("if a; then b; fi", 0, ()),
        ("a | while read b; do if c; then", 0, ("while", "if")),
        ("fi; done", 2, ()),
        ("} || {", 1, ("{",)),
        ("done | while read a; do", 1, ("while",)),
        ("f() {", 0, ("{",)),
        ("function f {", 0, ("{",)),
        ("f() { a; }", 0, ()),
        ("x=(", 0, ("(",)),
        (") &", 1, ()),
        ("echo if done fi {a,b} }", 0, ()),
        ("case a in b) c;; esac", 0, ()),
        ("for ((i=0; i<3; i++)); do", 0, ("for",)),
        ("! while a; do", 0, ("while",)),
        ("else if a; then", 0, ("if",)),
        ("a; }", 1, ()),
        ("esac", 1, ()),
    ],
)
def test_words_of_sh_count_where_a_command_begins(text, ended, begun):
    assert in_sh(text, is_in_case=False) == Blocks(ended, begun)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*i*) if a; then", Blocks(0, ("if",))),
        ("(a|b) c ;;", Blocks()),
        ("a) b", Blocks()),
        ("b)", Blocks()),
        ("esac", Blocks(1)),
    ],
)
def test_pattern_of_case_ends_nothing(text, expected):
    assert in_sh(text, is_in_case=True) == expected


def test_words_of_fish():
    assert in_fish("function f") == Blocks(0, ("begin",))
    assert in_fish("if a; b; end") == Blocks()
    assert in_fish("end") == Blocks(1)
    assert in_fish("ls") == Blocks()


def test_words_of_csh():
    assert in_csh("if (a) then") == Blocks(0, ("if",))
    assert in_csh("if (a) b") == Blocks()
    assert in_csh("endif") == Blocks(1)
    assert in_csh("foreach a (b)") == Blocks(0, ("if",))


def test_what_is_quoted_and_comments_are_left_out():
    assert skeleton("a 'if b' \"{\" ${c#d} # it's {") == "a _ _ _"
    assert skeleton("a \\; b") == "a _ b"


@given(st.text(alphabet="if odne{}();|&'\"\\$# \n"))
def test_any_text_is_counted(text):
    assert in_sh(skeleton(text), is_in_case=False).ended >= 0
