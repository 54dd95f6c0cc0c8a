"""JSON lines, whoever wrote them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.weblog.common import parse_common
from rootout.weblog.objects import parse_object
from rootout.weblog.request import Line, Request, Unreadable

WHOLE = Request(
    971211336, "203.0.113.9", "example.org", "", "GET", "/a", "b=1", 200, 5, "", "curl/8"
)
CADDY = {
    "level": "info",
    "ts": 971211336.5,
    "logger": "http.log.access",
    "request": {
        "remote_ip": "203.0.113.9",
        "client_ip": "198.51.100.1",
        "method": "GET",
        "host": "example.org",
        "uri": "/a?b=1",
        "headers": {"User-Agent": ["curl/8"], "X": []},
    },
    "user_id": "",
    "size": 5,
    "status": 200,
}
TRAEFIK = {
    "ClientAddr": "203.0.113.9:4711",
    "ClientHost": "203.0.113.9",
    "ClientUsername": "-",
    "DownstreamContentSize": 5,
    "DownstreamStatus": 200,
    "RequestHost": "example.org",
    "RequestMethod": "GET",
    "RequestPath": "/a?b=1",
    "StartUTC": "2000-10-10T20:55:36.123456789Z",
    "request_User-Agent": "curl/8",
    "request_Referer": "-",
}
NGINX = {
    "time_local": "10/Oct/2000:13:55:36 -0700",
    "remote_addr": "203.0.113.9",
    "remote_user": "-",
    "request": "GET /a?b=1 HTTP/1.1",
    "status": "200",
    "body_bytes_sent": "5",
    "http_referer": "-",
    "http_user_agent": "curl/8",
    "host": "example.org",
}


def read(fields: dict[str, object]) -> Line:
    return parse_object(json.dumps(fields), parse_common)


@pytest.mark.parametrize("fields", [CADDY, TRAEFIK, NGINX], ids=["caddy", "traefik", "nginx"])
def test_each_server_tells_the_same(fields: dict[str, object]) -> None:
    assert read(fields) == WHOLE


def test_what_docker_wrapped_is_read_as_text() -> None:
    line = '203.0.113.9 - - [10/Oct/2000:13:55:36 -0700] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8"\n'
    found = read({"log": line, "stream": "stdout", "time": "2000-10-10T20:55:36Z"})
    assert found == WHOLE._replace(host=None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": True}, "unknown"),
        ({"status": 10**9}, "unknown"),
        ({"status": -1}, "unknown"),
        ({"time_local": True}, "unknown"),
        ({"time_local": "then"}, "unknown"),
        ({"time_local": None}, "unknown"),
        ({"request": None}, "unknown"),
        ({"remote_addr": "nobody at all"}, "address"),
        ({"remote_addr": None}, "address"),
    ],
)
def test_objects_that_lack_something_are_unreadable(changes: dict[str, object], why: str) -> None:
    found = read(NGINX | changes)
    assert isinstance(found, Unreadable)
    assert found.why == why


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"a": ', "truncated"),
        ("{nothing}", "unknown"),
        ("[1]", "unknown"),
        ("{" * 9000, "truncated"),
    ],
)
def test_what_is_no_object_says_why(line: str, why: str) -> None:
    found = parse_object(line, parse_common)
    assert isinstance(found, Unreadable)
    assert found.why == why


@pytest.mark.parametrize(
    ("address", "told"),
    [("[2001:db8::1]:80", "2001:db8::1"), ("203.0.113.9:80", "203.0.113.9"), ("::1", "::1")],
)
def test_ports_are_taken_off(address: str, told: str) -> None:
    found = read(NGINX | {"remote_addr": address})
    assert isinstance(found, Request)
    assert found.address == told


def test_seconds_may_be_text_and_halves_of_pairs_are_shown() -> None:
    found = read({**NGINX, "time_local": "971211336.5", "http_user_agent": "\ud800\0"})
    assert isinstance(found, Request)
    assert (found.time, found.agent) == (971211336, "\\ud800\\x00")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text(), inside, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*CADDY, *TRAEFIK, *NGINX, "log", "stream"]), VALUES))
def test_any_object_survives(fields: dict[str, object]) -> None:
    read(fields)
    read(NGINX | fields)
