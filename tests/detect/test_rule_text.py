"""YAML with its line numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.detect.rule_text import RefusedError, read

TEXT = b"""title: x
detection:
  selection:
    - a: 1
    - b: [1, 2]
"""


def test_lines_of_values_are_known():
    document = read(TEXT)
    assert document.line(()) == 1
    assert document.line(("detection", "selection")) == 3
    assert document.line(("detection", "selection", 1, "b")) == 5


def test_line_of_what_is_missing_is_that_of_what_is_around_it():
    assert read(TEXT).line(("detection", "condition")) == 2
    assert read(TEXT).line(("level",)) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"a: 1\nb: 2\na: 3", 3),
        (b"a: 1\n5: x", 2),
        (b"a: &x [1]\nb: *x", 2),
        (b"a: &x [*x]", 1),
        (b"a: b: c", 1),
        (b"a: 1\n---\nb: 2", 2),
        (b"- a", 1),
        (b"", 1),
        (b"\xff\xff\xff", 1),
        (b"a: 2025-99-99", 1),
        (b"a: !!int ''", 1),
        (b"a: !!timestamp x", 1),
        (b"a: !!python/object:os.system x", 1),
        (b"a: " + b"[" * 5000, 1),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text, line):
    with pytest.raises(RefusedError) as refusal:
        read(text)
    assert refusal.value.line == line
    assert str(refusal.value)


def test_text_and_mapping_are_what_they_say():
    document = read(b"a: x\nb: {c: 1}\nd: ' '")
    assert document.text("a") == "x"
    assert document.mapping("b") == {"c": 1}
    for wrong in ("b", "d", "nothing"):
        with pytest.raises(RefusedError):
            document.text(wrong)
    with pytest.raises(RefusedError):
        document.mapping("a")


@given(st.binary() | st.text(alphabet="ab:-[]{}&*!'\"\n ?|>#%@0.", max_size=60).map(str.encode))
def test_any_bytes_are_a_document_or_are_refused(data):
    try:
        document = read(data)
    except RefusedError:
        return
    assert document.line(()) == 1
