"""The table of requests."""

from rootout.weblog.request import Request
from rootout.weblog.table import NAMES, create, row_of, statement

REQUEST = Request(5, "203.0.113.9", None, "", "GET", "/a", "b=1", 200, 7, "", "curl/8")


def test_a_request_becomes_a_row() -> None:
    row = dict(zip(NAMES, row_of(2, 9, REQUEST), strict=True))
    assert (row["source"], row["line"], row["referred"], row["marked"]) == (2, 9, False, False)
    assert (row["target"], row["referrer"], row["odd"]) == (None, None, None)


def test_what_may_be_an_attack_is_kept_whole() -> None:
    row = row_of(0, 1, REQUEST._replace(query="b=1'", referrer="${x}"))
    told = dict(zip(NAMES, row, strict=True))
    assert (told["target"], told["referrer"], told["referred"]) == ("/a?b=1'", "${x}", True)
    assert row_of(0, 1, REQUEST._replace(referrer=None))[NAMES.index("referred")] is None


def test_statements_are_files() -> None:
    assert create().startswith("create table requests (source smallint, ")
    assert "insert into requests" in statement("load")
