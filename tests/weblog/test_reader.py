"""Every line is accounted for."""

from hypothesis import given
from hypothesis import strategies as st

from rootout.weblog.layout import layout_of
from rootout.weblog.reader import Reader
from rootout.weblog.request import LONGEST_LINE, Directive, Request, Unreadable
from rootout.weblog.sources import text_of

COMBINED = '203.0.113.9 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 5 "-" "curl/8"'


def test_each_line_is_read_by_its_own_shape() -> None:
    reader = Reader()
    assert isinstance(reader.read(COMBINED), Request)
    assert isinstance(reader.read('{"a": 1}'), Unreadable)
    assert isinstance(reader.read("# no directive"), Unreadable)


def test_a_log_that_begins_with_a_directive_names_its_fields() -> None:
    reader = Reader()
    assert isinstance(reader.read("#Version: 1.0"), Directive)
    assert isinstance(reader.read("#Fields: date time c-ip sc-status"), Directive)
    assert isinstance(reader.read("#Date: x"), Directive)
    assert isinstance(reader.read("2000-10-10 20:55:36 203.0.113.9 200"), Request)
    assert isinstance(reader.read("#Fields: date time sc-status c-ip"), Directive)
    assert isinstance(reader.read("2000-10-10 20:55:36 200 203.0.113.9"), Request)


def test_a_layout_replaces_the_combined_one() -> None:
    reader = Reader(layout_of("$remote_addr [$time_local] $status"))
    assert isinstance(reader.read("203.0.113.9 [10/Oct/2000:13:55:36 -0700] 200"), Request)
    assert isinstance(reader.read(COMBINED), Unreadable)


def test_a_line_that_no_server_would_write_is_too_long() -> None:
    found = Reader().read(COMBINED + "x" * LONGEST_LINE)
    assert isinstance(found, Unreadable)
    assert found.why == "too long"


@given(st.binary())
def test_any_bytes_survive(data: bytes) -> None:
    reader = Reader()
    for line in text_of(data).split("\n"):
        assert isinstance(reader.read(line), Request | Unreadable | Directive)
