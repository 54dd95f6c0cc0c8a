"""Where a command of a shell script begins and ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.script_commands import MOST_QUOTED, Command, bare, commands_of


def texts(script):
    return [one.text for one in commands_of(script.split("\n"))]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a\n\n # b\nc", ["a", "c"]),
        ("a \\\n  b \\\r\n c", ["a b c"]),
        ("a \\", ["a \\"]),
        ("a \\\\\nb", ["a \\\\", "b"]),
        ("a |\n\n# why\n  b &&\nc || d", ["a | b && c || d"]),
        ("a | # why\nb", ["a | b"]),
        ("a &&", ["a &&"]),
        ("f()\n{", ["f() {"]),
        ("function f\n\n{", ["function f {"]),
        ("function f\n a", ["function f", "a"]),
        ("x='a\n# b\nc' # it's\nd", ["x='a\n# b\nc' # it's", "d"]),
        ('x="a\\"\nb"\nc', ['x="a\\"\nb"', "c"]),
        ("echo it\\'s\nb", ["echo it\\'s", "b"]),
        ("echo 'never\nclosed", ["echo 'never", "closed"]),
        ("sh <<E\na\nE\nb", ["sh <<E\na\nE", "b"]),
        ("sh <<-'E'\n\ta\n\tE\nb", ["sh <<-'E'\n\ta\n\tE", "b"]),
        ('sh <<"E" <<\\F\na\nE\nb\nF\nc', ['sh <<"E" <<\\F\na\nE\nb\nF', "c"]),
        ("sh <<E\na\n\tE\nb", ["sh <<E", "a", "E", "b"]),
        ("cat <<E >/x\na\nE\nb", ["cat <<E >/x", "b"]),
        ("cat <<E | sh\na\nE\nb", ["cat <<E | sh\na\nE", "b"]),
        ("cat <<E |\na\nE\nsh", ["cat <<E |\na\nE sh"]),
        ("x=$((1<<y))\ny", ["x=$((1<<y))", "y"]),
        ("a <<<b\nb", ["a <<<b", "b"]),
    ],
)
def test_command_has_all_its_lines(script, expected):
    assert texts(script) == expected


def test_place_and_head_are_kept():
    script = "a\nsh <<E |\nb\nE\n  c"
    (_, one) = commands_of(script.split("\n"))
    assert one == Command(first=1, last=4, text="sh <<E |\nb\nE c", head="sh <<E | c")


def test_quotes_over_too_many_lines_are_none():
    script = "x='" + "\n" * MOST_QUOTED + "'\ny"
    assert texts(script)[0] == "x='"


def test_carried_blank_line_is_no_command():
    assert texts("\\\n") == []


def test_comment_behind_a_command_is_left_out():
    assert bare("a # b") == "a"
    assert bare("a#b $# 'x # y'") == "a#b $# 'x # y'"


@given(st.text(alphabet="a\n'\"\\<E-|&(){}# \t\r", max_size=60))
def test_each_line_is_in_one_command_or_none(script):
    lines = script.split("\n")
    end = -1
    for one in commands_of(lines):
        assert end < one.first <= one.last < len(lines)
        assert one.text
        end = one.last
