"""SQLite answers as DuckDB does, where there is no DuckDB."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rootout.weblog.lite import Lite


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Lite]:
    engine = Lite(tmp_path)
    yield engine
    engine.close()


def test_what_sqlite_lacks_is_added(lite: Lite) -> None:
    lite.run("create table numbers (number bigint)")
    lite.insert("numbers", [(1,), (None,), (4,)])
    lite.insert("numbers", [])
    lite.insert("numbers", [(4,)])
    counted = "select approx_count_distinct(number) as many from numbers"
    assert lite.named(counted) == [{"many": 2}]
    assert list(lite.rows("select regexp_matches('abc', 'b'), regexp_matches(null, 'b')")) == [
        (1, None)
    ]


def test_rows_of_requests_are_kept(lite: Lite) -> None:
    row = (0, 1, 5, "a", None, "GET", "/", None, 200, 9, True, "x", None, False, None)
    lite.add([row])
    lite.finish()
    assert list(lite.rows("select * from requests")) == [row]
