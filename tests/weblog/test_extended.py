"""W3C logs, which name their fields themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.weblog.extended import fields_of, parse_extended
from rootout.weblog.request import Request, Unreadable

NAMES = (
    "date", "time", "c-ip", "cs-username", "cs-method", "cs-uri-stem", "cs-uri-query",
    "sc-status", "sc-bytes", "cs(User-Agent)", "cs(Referer)",
)  # fmt: skip
LINE = "2000-10-10 20:55:36 203.0.113.9 - GET /a b=1 200 5 curl/8 -"
WHOLE = Request(971211336, "203.0.113.9", None, "", "GET", "/a", "b=1", 200, 5, "", "curl/8")


def test_fields_are_named_by_their_directive() -> None:
    assert fields_of("#Fields: date time") == ("date", "time")
    assert fields_of("#Version: 1.0") is None


def test_a_line_is_told_by_the_names() -> None:
    assert parse_extended(LINE, NAMES) == WHOLE
    assert parse_extended(LINE.replace(" ", "\t"), NAMES) == WHOLE


def test_a_whole_uri_is_split() -> None:
    names = ("date", "time", "c-ip", "cs-uri", "sc-status")
    found = parse_extended("2000-10-10 20:55:36 203.0.113.9 /a?b=1 404", names)
    assert found == Request(
        971211336, "203.0.113.9", None, None, "", "/a", "b=1", 404, 0, None, None
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (LINE[:40], "truncated"),
        (LINE + " more", "unknown"),
        (LINE.replace(" 200 ", " 2xx "), "unknown"),
        (LINE.replace("2000-10-10", "2000-10"), "unknown"),
        (LINE.replace("203.0", "2030"), "address"),
    ],
)
def test_what_cannot_be_read_says_why(line: str, why: str) -> None:
    found = parse_extended(line, NAMES)
    assert isinstance(found, Unreadable)
    assert found.why == why


@given(st.lists(st.text(), max_size=12), st.lists(st.sampled_from(NAMES), max_size=12))
def test_any_line_survives(words: list[str], names: list[str]) -> None:
    parse_extended(" ".join(words), tuple(names))
    parse_extended(LINE, tuple(names))
