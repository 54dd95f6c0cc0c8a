import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootout.case.blobs import Blobs
from rootout.errors import RootoutError
from rootout.host.folder import MutableFolder
from rootout.respond.lines import (
    capture,
    change,
    change_back,
    edited,
    is_clean,
    merge,
    of_file,
    read,
)

OLD = 1_500_000_000_000_000_001
TEXT = st.lists(st.sampled_from([b"", b"a", b"evil", b"b\r", b"\xff", b"evil "])).map(b"\n".join)


def without_evil(line):
    return None if line == b"evil" else line


def without_member(line):
    return line.replace(b",evil", b"")


@pytest.fixture
def host(tmp_path):
    (tmp_path / "root").mkdir()
    return MutableFolder(str(tmp_path / "root"))


@pytest.fixture
def vault(tmp_path):
    return Blobs(tmp_path / "blobs")


@pytest.fixture
def write(tmp_path):
    def write(data):
        path = tmp_path / "root/table"
        path.write_bytes(data)
        os.utime(path, ns=(OLD, OLD))
        return path

    return write


@given(data=st.binary() | TEXT)
def test_an_edit_that_keeps_every_line_keeps_every_byte(data):
    assert edited(data, lambda line: line) == data


@given(data=st.binary() | TEXT)
def test_only_the_chosen_lines_go(data):
    left = edited(data, without_evil)
    assert edited(left, without_evil) == left
    assert (
        left.split(b"\n")[:-1] == [line for line in data.split(b"\n")[:-1] if line != b"evil"]
        or data.endswith(b"\nevil")
        or data == b"evil"
    )
    assert left.count(b"evil ") == data.count(b"evil ")


@given(before=TEXT, more=TEXT)
def test_what_others_added_stays_when_the_lines_come_back(before, more):
    now = edited(before, without_evil) + b"\nadded\n" + edited(more, without_evil)
    merged, lost = merge(before, now, without_evil)
    assert lost == []
    assert edited(merged, without_evil).strip(b"\n") == now.strip(b"\n")
    assert merged.split(b"\n").count(b"evil") == before.split(b"\n").count(b"evil")
    assert merge(before, merged, without_evil)[0] == merged


@settings(max_examples=50, deadline=None)
@given(data=st.binary() | TEXT)
def test_editing_and_taking_back_is_to_do_nothing(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tree")
    (folder / "root").mkdir()
    path = folder / "root/table"
    path.write_bytes(data)
    os.utime(path, ns=(OLD, OLD))
    host, vault = MutableFolder(str(folder / "root")), Blobs(folder / "blobs")
    captured = capture(host, vault, "/table")
    change(host, "/table", without_evil)
    assert is_clean(host, "/table", without_evil)
    change_back(host, vault, captured, without_evil)
    assert path.read_bytes() == data
    assert path.stat().st_mtime_ns == OLD


def test_nothing_is_written_where_nothing_changes(host, write):
    path = write(b"kept\n")
    inode = path.stat().st_ino
    change(host, "/table", without_evil)
    assert path.stat().st_ino == inode
    assert path.stat().st_mtime_ns == OLD


def test_a_file_that_is_gone_has_no_lines(host, vault):
    captured = capture(host, vault, "/no/table")
    change(host, "/no/table", without_evil)
    assert is_clean(host, "/no/table", without_evil)
    assert read(host, "/no/table") is None
    change_back(host, vault, captured, without_evil)
    assert not host.exists("/no")


def test_a_file_that_came_after_the_capture_is_left_alone(host, vault, write):
    captured = capture(host, vault, "/table")
    path = write(b"somebody's own\n")
    change_back(host, vault, captured, without_evil)
    assert path.read_bytes() == b"somebody's own\n"


def test_a_file_that_was_removed_since_comes_back_whole(host, vault, write):
    path = write(b"a\nevil\n")
    captured = capture(host, vault, "/table")
    path.unlink()
    change_back(host, vault, captured, without_evil)
    assert path.read_bytes() == b"a\nevil\n"


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        (b"a\nevil\nb\n", b"new\na\nb\n", b"new\na\nevil\nb\n"),
        (b"evil\na\n", b"a\nnew\n", b"evil\na\nnew\n"),
        (b"a\nevil\nb\n", b"b\nnew", b"b\nnew\nevil\n"),
        (b"a\nevil\n", b"new\na", b"new\na\nevil\n"),
        (b"a\nevil", b"a\nnew\n", b"a\nevil\nnew\n"),
        (b"a\nevil\nb\n", b"a\nevil\n", b"a\nevil\n"),
        (b"evil\n", b"new", b"evil\nnew"),
    ],
)
def test_a_line_goes_back_behind_the_one_before_it_else_to_the_end(
    before, now, after, host, vault, write
):
    path = write(before)
    captured = capture(host, vault, "/table")
    path.write_bytes(now)
    change_back(host, vault, captured, without_evil)
    assert path.read_bytes() == after


def test_an_emptied_file_gets_its_lines_back():
    assert merge(b"evil\n", b"", without_evil) == (b"evil\n", [])
    assert merge(b"a\n", b"", without_evil) == (b"", [])


def test_a_line_that_was_edited_is_put_back_where_it_is_now(host, vault, write):
    path = write(b"sudo:me,evil\n")
    captured = capture(host, vault, "/table")
    path.write_bytes(b"new:\nsudo:me\n")
    change_back(host, vault, captured, without_member)
    assert path.read_bytes() == b"new:\nsudo:me,evil\n"
    change_back(host, vault, captured, without_member)
    assert path.read_bytes() == b"new:\nsudo:me,evil\n"


def test_an_edited_line_that_somebody_changed_is_told_and_the_rest_is_put_back(host, vault, write):
    path = write(b"sudo:me,evil\nadm:you,evil\n")
    captured = capture(host, vault, "/table")
    path.write_bytes(b"sudo:me,new\nadm:you\n")
    with pytest.raises(RootoutError, match="changed 1 of the edited lines") as caught:
        change_back(host, vault, captured, without_member)
    assert "/table" in caught.value.hint
    assert path.read_bytes() == b"sudo:me,new\nadm:you,evil\n"


def test_of_several_files_each_is_taken_alone_with_its_folder(host, vault, write):
    write(b"a")
    captured = capture(host, vault, "/table")
    assert [one.path for one in of_file(captured, "/table").snapshots] == ["/table", "/"]
    assert [one.path for one in of_file(captured, "/etc/table").snapshots] == []
