"""Names of users and groups get their numbers from the host's own tables."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.packages import put

from rootout.host.account_ids import read_ids
from rootout.host.files import FileTree


def ids(root, data):
    put(root, "/etc/group", data)
    return read_ids(FileTree(str(root)), "/etc/group")


def test_numbers_are_read_and_the_first_line_of_a_name_counts(tmp_path):
    assert ids(tmp_path, b"root:x:0:\nadm:x:4:a,b\nadm:x:5:\n") == {"root": 0, "adm": 4}


def test_lines_that_say_no_number_are_left_out(tmp_path):
    assert ids(tmp_path, "root\na:x:-1:\nb:x:٧:\nc:x:\nd:x:99999999999:\n".encode()) == {}


def test_table_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_ids(FileTree(str(tmp_path)), "/etc/group")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary())
def test_any_bytes_are_read_without_an_error(tmp_path, data):
    assert all(isinstance(number, int) for number in ids(tmp_path, data).values())
