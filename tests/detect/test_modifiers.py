"""What each modifier asks of a field."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.detect.modifiers import UnsupportedError, compile_test, wildcards

VALUES = st.one_of(st.text(), st.integers(), st.booleans(), st.none(), st.floats())


def asks(field: str, wanted: object, content: object) -> bool:
    return compile_test([one for one in field.split("|") if one], wanted)(content)


@pytest.mark.parametrize(
    ("field", "wanted", "content"),
    [
        ("", "cat", "CAT"),
        ("cased", "cat", "cat"),
        ("", 5, 5),
        ("", "5", 5),
        ("", 5, "5"),
        ("", True, True),
        ("", "true", True),
        ("", None, None),
        ("", None, ()),
        ("", ["a", None], None),
        ("", "", ""),
        ("", "b", ("a", "b")),
        ("", "a*c", "abbbc"),
        ("", "a?c", "abc"),
        ("", r"a\*c", "a*c"),
        ("", r"a\\*", r"a\bc"),
        ("", r"C:\x", r"C:\x"),
        ("", "*", "anything\nat all"),
        ("contains", "\\", "a\\b"),
        ("contains", "b*d", "abcde"),
        ("contains", "b", "a\nb"),
        ("startswith", "/tmp/", "/tmp/x"),
        ("endswith", "/sh", "/bin/sh"),
        ("contains|all", ["a", "b"], "ba"),
        ("contains|all", ["a", "b"], ("xa", "xb")),
        ("contains", ["a", "b"], "b"),
        ("re", "^a+$", "aaa"),
        ("re|i", "A", "a"),
        ("re|m", "^b", "a\nb"),
        ("re|s", "a.b", "a\nb"),
        ("cidr", "10.0.0.0/8", "10.1.2.3"),
        ("cidr", ["10.0.0.0/8", "::1/128"], "::1"),
        ("gt", 5, 6),
        ("gte", 5, 5),
        ("lt", 5, 4.5),
        ("lte", 5, 5),
        ("exists", True, "x"),
        ("exists", True, 0),
        ("exists", False, None),
        ("exists", False, ()),
    ],
)
def test_field_passes(field, wanted, content):
    assert asks(field, wanted, content)


@pytest.mark.parametrize(
    ("field", "wanted", "content"),
    [
        ("", "cat", "cats"),
        ("cased", "cat", "Cat"),
        ("", "a", None),
        ("", None, ""),
        ("", None, ("a",)),
        ("", True, False),
        ("", r"a\*c", "abc"),
        ("", "a?c", "ac"),
        ("contains", "x", None),
        ("contains|all", ["a", "b"], "a"),
        ("startswith", "/tmp/", "/var/tmp/x"),
        ("endswith", "/sh", "/bin/sh2"),
        ("re", "A", "a"),
        ("re", "a", None),
        ("cidr", "10.0.0.0/8", "11.0.0.1"),
        ("cidr", "10.0.0.0/8", "host.example.org"),
        ("cidr", "10.0.0.0/8", None),
        ("gt", 5, 5),
        ("lt", 5, None),
        ("lt", 5, "4"),
        ("exists", True, None),
        ("exists", False, "x"),
    ],
)
def test_field_does_not_pass(field, wanted, content):
    assert not asks(field, wanted, content)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("base64offset", "x"),
        ("contains|startswith", "x"),
        ("contains|i", "x"),
        ("re", "("),
        ("re", 5.0j),
        ("contains", None),
        ("cidr", "ten"),
        ("gt", "5"),
        ("gt", True),
        ("exists", "yes"),
        ("", []),
        ("", [["a"]]),
    ],
)
def test_what_is_not_understood_is_refused(field, wanted):
    with pytest.raises(ValueError, match=r"."):
        asks(field, wanted, "x")


@pytest.mark.parametrize("modifier", ["windash", "fieldref", "expand", "wide"])
def test_modifiers_of_later_sigma_are_refused_by_name(modifier):
    with pytest.raises(UnsupportedError, match=modifier):
        compile_test([modifier], "x")


@given(st.text(alphabet="ab*?\\", max_size=12), st.text(alphabet="ab\\*", max_size=12))
def test_wildcards_agree_with_a_plain_search(pattern, text):
    expression = re.compile(wildcards(pattern), re.DOTALL)
    assert (expression.fullmatch(text) is not None) == _slowly(pattern, text)


def _slowly(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "\\" and pattern[1:2] in ("*", "?", "\\") and pattern[1:2]:
        return text[:1] == pattern[1] and _slowly(pattern[2:], text[1:])
    if pattern[0] == "*":
        return any(_slowly(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
    if pattern[0] == "?":
        return bool(text) and _slowly(pattern[1:], text[1:])
    return text[:1] == pattern[0] and _slowly(pattern[1:], text[1:])


@given(st.text(), st.one_of(VALUES, st.lists(VALUES).map(tuple)))
def test_any_content_gets_an_answer(wanted, content):
    for field in ("", "contains", "startswith", "endswith"):
        assert asks(field, wanted, content) in (True, False)


def test_many_stars_do_not_make_hostile_text_slow():
    began = time.perf_counter()
    assert not asks("", "*a" * 20 + "*b", "a" * 100_000)
    assert time.perf_counter() - began < 30
