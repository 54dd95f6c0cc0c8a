"""Combined, common and vhost lines, and what clients put into them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.weblog.common import parse_common
from rootout.weblog.request import Request, Unreadable

TIME = "[10/Oct/2000:13:55:36 -0700]"
REST = '"GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8"'
WHOLE = Request(971211336, "203.0.113.9", None, "", "GET", "/a", "b=1", 200, 5, "", "curl/8")


def read(line: str) -> Request:
    found = parse_common(line)
    assert isinstance(found, Request), found
    return found


def test_a_combined_line_is_told_whole() -> None:
    assert read(f"203.0.113.9 - - {TIME} {REST}") == WHOLE


def test_a_common_line_knows_no_referrer_and_no_agent() -> None:
    line = f'203.0.113.9 - bob {TIME} "GET /a?b=1 HTTP/1.1" 200 -'
    assert read(line) == WHOLE._replace(user="bob", size=0, referrer=None, agent=None)


def test_a_virtual_host_stands_before_the_address() -> None:
    line = f"example.org:443 203.0.113.9 - - {TIME} {REST}"
    assert read(line) == WHOLE._replace(host="example.org:443")


def test_a_host_header_that_is_an_address_is_nobody_s_address() -> None:
    line = f"198.51.100.1 203.0.113.9 - - {TIME} {REST}"
    assert read(line) == WHOLE._replace(host="198.51.100.1")


def test_a_user_with_blanks_and_brackets_forges_nothing() -> None:
    user = "198.51.100.1 - x [01/Jan/2001:00:00:00 +0000]"
    line = f"203.0.113.9 - {user} {TIME} {REST}"
    assert read(line) == WHOLE._replace(user=user)


def test_names_that_the_server_looked_up_are_told() -> None:
    assert read(f"client.example - - {TIME} {REST}").address == "client.example"
    found = read(f"example.org:80 client.example - - {TIME} {REST}")
    assert (found.host, found.address) == ("example.org:80", "client.example")


def test_escaped_quotes_end_nothing() -> None:
    line = f'203.0.113.9 - - {TIME} "GET /a?b=1 HTTP/1.1" 200 5 "-" "a \\" 404 9 \\\\"'
    assert read(line).agent == 'a \\" 404 9 \\\\'


@pytest.mark.parametrize(
    ("tail", "referrer", "agent"),
    [
        ('"-" "ends in a backslash\\"', "", "ends in a backslash\\"),
        ('"a "quoted" word" "b"', 'a "quoted" word', "b"),
        ('"a" "b "c" d"', "a", 'b "c" d'),
        ('"a" "cut', "a", "cut"),
        ('"cut', "cut", ""),
        ("0.003", None, None),
        ('"-" "-" "198.51.100.1" 0.003', "", ""),
    ],
)
def test_broken_tails_are_read_as_far_as_they_go(
    tail: str, referrer: str | None, agent: str | None
) -> None:
    found = read(f'203.0.113.9 - - {TIME} "GET /a?b=1 HTTP/1.1" 200 5 {tail}')
    assert (found.referrer, found.agent) == (referrer, agent)
    assert found[:9] == WHOLE[:9]


def test_a_raw_quote_in_a_request_does_not_move_the_address() -> None:
    found = read(f'203.0.113.9 - - {TIME} "GET /a"b HTTP/1.1" 200 5 "-" "-"')
    assert (found.address, found.path) == ("203.0.113.9", '/a"b')


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f'203.0.113.9 - - {TIME} "GET /a', "truncated"),
        (f"300.0.113.9 - - {TIME} {REST}", "address"),
        (f"203.0.113.9 {TIME} {REST}", "address"),
        (f"example.org:80 also:bad - - {TIME} {REST}", "address"),
        (f"203.0.113.9 - - [31/Feb/2000:13:55:36 -0700] {REST}", "unknown"),
        ("Nov 23 10:00:00 host sshd[1]: x", "unknown"),
    ],
)
def test_what_cannot_be_read_says_why(line: str, why: str) -> None:
    found = parse_common(line)
    assert isinstance(found, Unreadable)
    assert found.why == why


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_text_survives(text: str) -> None:
    parse_common(text)
    parse_common(f"203.0.113.9 - - {TIME} {text}")
    assert read(f'203.0.113.9 - - {TIME} "{text}" 200 5').address == "203.0.113.9"
