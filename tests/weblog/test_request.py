"""What a request is made of, and why a line told none."""

import pytest

from rootout.weblog.request import (
    LONGEST_LINE,
    SAMPLE,
    request_parts,
    target_parts,
    told,
    unreadable,
)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "empty"),
        ("  \t", "empty"),
        ("a" * (LONGEST_LINE + 1), "too long"),
        (r"\x16\x03\x01\x02", "TLS"),
        ("\x16\x03\x01", "TLS"),
        (r"abc\x00def", "NUL"),
        (r"abc\xffdef", "not UTF-8"),
        ("something else", "unknown"),
    ],
)
def test_every_unreadable_line_has_a_reason_and_a_short_sample(line: str, why: str) -> None:
    found = unreadable(line)
    assert found.why == why
    assert line.startswith(found.sample)
    assert len(found.sample) <= SAMPLE


@pytest.mark.parametrize(
    ("request_line", "parts"),
    [
        ("GET / HTTP/1.1", ("GET", "/")),
        ("GET /a b HTTP/1.1", ("GET", "/a b")),
        ("M-SEARCH * HTTP/1.1", ("M-SEARCH", "*")),
        ("GET /", ("", "GET /")),
        ("get / HTTP/1.1", ("", "get / HTTP/1.1")),
        (r"\x16\x03", ("", r"\x16\x03")),
        ("", ("", "")),
    ],
)
def test_what_is_no_http_has_no_method(request_line: str, parts: tuple[str, str]) -> None:
    assert request_parts(request_line) == parts


def test_a_target_is_split_at_the_first_question_mark() -> None:
    assert target_parts("/a?b?c") == ("/a", "b?c")
    assert target_parts("/a") == ("/a", "")


def test_a_hyphen_is_nothing_and_nothing_is_unknown() -> None:
    assert (told("-"), told("x"), told(None)) == ("", "x", None)
