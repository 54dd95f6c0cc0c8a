"""A table of a database is read; anything else in its place is refused."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.host.sqlite_table import read_table


def database(*statements: str) -> bytes:
    made = sqlite3.connect(":memory:")
    for one in statements:
        made.execute(one)
    made.commit()
    return made.serialize()


def test_rows_come_with_the_columns_that_are_asked_for():
    data = database("CREATE TABLE t (a TEXT, b INT)", "INSERT INTO t VALUES ('x', 1)")
    assert list(read_table(data, "t", ("b", "a"))) == [(1, "x")]


def test_database_with_a_log_beside_it_is_read():
    data = database("CREATE TABLE t (a)", "INSERT INTO t VALUES (1)")
    assert list(read_table(data[:18] + b"\2\2" + data[20:], "t", ("a",))) == [(1,)]


def test_view_in_the_place_of_the_table_is_refused():
    with pytest.raises(ValueError, match="no table t"):
        list(read_table(database("CREATE VIEW t AS SELECT 1 AS a"), "t", ("a",)))


@given(st.binary())
def test_other_bytes_are_refused(data):
    with pytest.raises((ValueError, sqlite3.Error)):
        list(read_table(data, "t", ("a",)))
