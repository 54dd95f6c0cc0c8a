"""The tree is of any bytes, old syntax too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.webshell.php.syntax import definitions, line_of, parse, text_of, unescape


def test_functions_and_classes_are_known_by_small_names():
    source = b"<?php function Run() {} class Shell extends Base {"
    source += b" const A = 1; public $p = 'x'; function Go() {} }"
    functions, classes = definitions(parse(source).root_node)
    assert list(functions) == ["run"]
    made = classes["shell"]
    assert made.parent == "base"
    assert (list(made.methods), list(made.properties), list(made.constants)) == (
        ["go"],
        ["p"],
        ["A"],
    )


def test_old_braces_are_brackets():
    assert not parse(b"<?php $a{0} . $b['x']{1};").root_node.has_error


def test_bytes_are_characters():
    tree = parse(b"GIF89a\xff\x00<?php\n'\xe9\xff';")
    strings = [one for one in _all(tree.root_node) if one.type == "string"]
    assert text_of(strings[0]) == "'\xe9\xff'"
    assert line_of(strings[0]) == 2


@pytest.mark.parametrize(
    ("sequence", "made"),
    [
        ("\\x41", "A"),
        ("\\101", "A"),
        ("\\u{41}", "A"),
        ("\\n", "\n"),
        ("\\$", "$"),
        ("\\e", "\x1b"),
    ],
)
def test_escapes_are_read(sequence, made):
    assert unescape(sequence) == made


@given(st.binary())
def test_any_bytes_give_a_tree(data):
    definitions(parse(b"<?php " + data).root_node)


def _all(node):
    yield node
    for one in node.children:
        yield from _all(one)
