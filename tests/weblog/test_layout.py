"""Formats that operators made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.weblog.layout import NAMED, layout_of
from rootout.weblog.request import Request, Unreadable

TIME = "10/Oct/2000:13:55:36 -0700"
WHOLE = Request(971211336, "203.0.113.9", None, "", "GET", "/a", "b=1", 200, 5, "", "curl/8")
NGINX = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
    '"$http_referer" "$http_user_agent" "$http_x_forwarded_for" $request_time'
)
EMPTY = WHOLE._replace(user=None, referrer=None, agent=None)


@pytest.mark.parametrize(
    ("layout", "line", "told"),
    [
        (
            NGINX,
            f'203.0.113.9 - - [{TIME}] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8" "1.2.3.4" 0.1',
            WHOLE,
        ),
        (
            "$msec|$remote_addr|$host|$request_method|$request_uri|${status}|$bytes_sent",
            "971211336.123|203.0.113.9|example.org|GET|/a?b=1|200|5",
            EMPTY._replace(host="example.org"),
        ),
        (
            "$time_iso8601 $status $remote_addr $request_method $uri $args",
            "2000-10-10T13:55:36-07:00 200 203.0.113.9 GET /a b=1",
            EMPTY._replace(size=0),
        ),
        (
            '%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\" %D',
            f'203.0.113.9 - - [{TIME}] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8" 1234',
            WHOLE,
        ),
        (
            "%{sec}t %a %m %U%% %q %s %B %{Host}i %{x}e",
            "971211336 203.0.113.9 GET /a% ?b=1 200 5 example.org y",
            EMPTY._replace(host="example.org"),
        ),
        (
            "vhost_combined",
            f'example.org:80 203.0.113.9 - - [{TIME}] "GET /a?b=1 HTTP/1.1" 200 5 "-" "curl/8"',
            WHOLE._replace(host="example.org"),
        ),
        (
            "$remote_addr [$time_local] $status $http_user_agent",
            f"203.0.113.9 [{TIME}] 200 any thing",
            EMPTY._replace(method="", path="", query="", size=0, agent="any thing"),
        ),
    ],
)
def test_formats_are_translated(layout: str, line: str, told: Request) -> None:
    assert layout_of(layout).parse(line) == told


@pytest.mark.parametrize("layout", ["nothing", "$remote_addr $status", "%h%u %t %s", "%t %s"])
def test_formats_that_do_not_tell_enough_are_refused(layout: str) -> None:
    with pytest.raises(RootoutError):
        layout_of(layout)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (f'203.0.113.999 - - [{TIME}] "GET / HTTP/1.1" 200 5', "address"),
        ('203.0.113.9 - - [31/Feb/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5', "unknown"),
        ("something else", "unknown"),
    ],
)
def test_what_does_not_fit_says_why(line: str, why: str) -> None:
    found = layout_of("common").parse(line)
    assert isinstance(found, Unreadable)
    assert found.why == why


def test_a_user_of_many_words_forges_nothing() -> None:
    user = "x - - 198.51.100.1"
    found = layout_of("common").parse(f'203.0.113.9 - {user} [{TIME}] "GET / HTTP/1.1" 200 5')
    assert isinstance(found, Request)
    assert (found.address, found.user) == ("203.0.113.9", user)


@given(st.text(), st.sampled_from(sorted(NAMED)))
def test_any_line_survives(text: str, name: str) -> None:
    layout_of(name).parse(text)
