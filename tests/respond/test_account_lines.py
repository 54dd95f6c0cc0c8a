import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.case.blobs import Blobs
from rootout.host.folder import MutableFolder
from rootout.respond.account_lines import (
    edit_of,
    fields_edit,
    has_own_group,
    id_of,
    put_fields_back,
    rows_of,
)
from rootout.respond.lines import capture

NAMES = st.sampled_from([b"evil", b"evil2", b"me", b"", b" evil"])
MEMBERS = st.lists(NAMES, max_size=4).map(b",".join)


def removed(table, line, *, own_group=True):
    return edit_of(b"evil", table, own_group=own_group)(line)


@pytest.mark.parametrize("table", ["passwd", "shadow", "group", "gshadow", "subuid", "subgid"])
@pytest.mark.parametrize("line", [b"evil:x", b"evil:x:0:", b" \tevil:x:0:", b"evil:"])
def test_its_own_line_goes_from_every_table(table, line):
    assert removed(table, line) is None


@pytest.mark.parametrize("table", ["passwd", "shadow", "group", "gshadow", "subuid", "subgid"])
@pytest.mark.parametrize("line", [b"evil2:x", b"#evil:x", b"evil", b"", b"x:evil:1", b"\xff:evil"])
def test_lines_of_others_stay(table, line):
    assert removed(table, line) == line


@pytest.mark.parametrize(
    ("table", "line", "left"),
    [
        ("group", b"sudo:x:27:evil", b"sudo:x:27:"),
        ("group", b"sudo:x:27:me,evil,you", b"sudo:x:27:me,you"),
        ("group", b"sudo:x:27:evil,evil", b"sudo:x:27:"),
        ("group", b"sudo:x:27:me, evil", b"sudo:x:27:me"),
        ("group", b"evil2:evil:27:evil2", b"evil2:evil:27:evil2"),
        ("gshadow", b"sudo:!:evil:me,evil", b"sudo:!::me"),
        ("passwd", b"me:x:0:evil", b"me:x:0:evil"),
    ],
)
def test_it_leaves_the_groups_of_others(table, line, left):
    assert removed(table, line) == left


def test_a_group_that_others_use_stays_without_it():
    assert removed("group", b"evil:x:7:evil,me", own_group=False) == b"evil:x:7:me"
    assert removed("gshadow", b"evil:!::", own_group=False) == b"evil:!::"


def own(passwd, group):
    return has_own_group(b"evil", rows_of(passwd), rows_of(group))


@pytest.mark.parametrize(
    ("passwd", "group", "is_own"),
    [
        (b"evil:x:0:7::/:", b"evil:x:7:", True),
        (b"evil:x:0:7::/:", b"evil:x:7:evil", True),
        (b"evil:x:0:7::/:", b"evil:x:7:evil,me", False),
        (b"evil:x:0:7::/:", b"evil:x:8:", False),
        (b"evil:x:0:7::/:\nme:x:1:7::/:", b"evil:x:7:", False),
        (b"evil:x:0:7::/:", b"sudo:x:7:", False),
        (b"me:x:0:7::/:", b"evil:x:7:", False),
        (b"evil:x:0:x::/:", b"evil:x:7:", False),
    ],
)
def test_a_group_is_its_own_where_nobody_else_needs_it(passwd, group, is_own):
    assert own(passwd, group) is is_own


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (b"0", 0),
        (b"000", 0),
        (b" +0", 0),
        (b"1000", 1000),
        (b"4294967296", 4294967295),
        (b"-1", 4294967295),
        (b"-18446744073709551616", 1),
        (b"9" * 5000, 4294967295),
        (b"0x0", None),
        (b"", None),
        (b"1 ", None),
        (b"\xff", None),
    ],
)
def test_numbers_are_read_as_glibc_reads_them(text, number):
    assert id_of([b"evil", b"x", text], 2) == number
    assert id_of([b"evil"], 2) is None


@given(table=st.sampled_from(["passwd", "group", "gshadow"]), line=st.binary())
def test_any_line_can_be_edited_and_then_has_nothing_left_to_edit(table, line):
    left = removed(table, line)
    assert left is None or removed(table, left) == left


@given(name=NAMES, members=MEMBERS)
def test_other_members_stay_in_their_order(name, members):
    left = edit_of(b"evil", "group", own_group=False)(b"%s:x:1:%s" % (name, members))
    if any(one.strip() == b"evil" for one in members.split(b",")):
        kept = [one for one in members.split(b",") if one.strip() != b"evil"]
        assert left == b"%s:x:1:%s" % (name, b",".join(kept))
    else:
        assert left == b"%s:x:1:%s" % (name, members)


@given(st.binary() | st.none())
def test_any_table_has_rows(data):
    for row in rows_of(data):
        id_of(row, 2)


def masked(row):
    return [*row[:1], b"!" + row[1].lstrip(b"!"), *row[2:]]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (b"evil:a:1", b"evil:!a:1"),
        (b" evil:a", b" evil:!a"),
        (b"evil:a\0:1:b", b"evil:!a\0:1:b"),
        (b"evil", b"evil"),
        (b"evil2:a:1", b"evil2:a:1"),
        (b"x:evil:1", b"x:evil:1"),
        (b"", b""),
    ],
)
def test_fields_of_its_own_line_are_changed(line, left):
    assert fields_edit(b"evil", masked)(line) == left


def put_back(before, now, change=masked):
    """Return what is left of `now` once the change that was made to `before` is taken back."""
    with tempfile.TemporaryDirectory() as folder:
        vault, host = Blobs(Path(folder) / "blobs"), MutableFolder(folder)
        path = Path(folder) / "shadow"
        path.write_bytes(before)
        captured = capture(host, vault, "/shadow")
        path.write_bytes(now)
        for _ in range(2):
            put_fields_back(host, vault, captured, b"evil", change)
        return path.read_bytes()


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (b"me:x:1\nevil:!a:1\n", b"me:x:1\nevil:a:1\n"),
        (b"me:x:1\nevil:a:1\n", b"me:x:1\nevil:a:1\n"),
        (b"new:x:1\nevil:!a:2\n", b"new:x:1\nevil:a:2\n"),
        (b"evil:!b:2\n", b"evil:!b:2\n"),
        (b"me:x:1\n", b"me:x:1\n"),
        (b"", b""),
    ],
)
def test_what_somebody_else_set_since_stays(now, left):
    assert put_back(b"me:x:1\nevil:a:1\n", now) == left


def test_a_field_that_was_added_is_emptied_again():
    def filled(row):
        return [*row, b"", b"7"] if len(row) == 2 else row

    assert put_back(b"evil:a\n", b"evil:b::7\n", filled) == b"evil:b::\n"


def test_a_table_that_was_not_there_has_nothing_to_be_put_back(tmp_path):
    host, vault = MutableFolder(str(tmp_path)), Blobs(tmp_path / "blobs")
    captured = capture(host, vault, "/shadow")
    (tmp_path / "shadow").write_bytes(b"evil:!a:1\n")
    put_fields_back(host, vault, captured, b"evil", masked)
    assert (tmp_path / "shadow").read_bytes() == b"evil:!a:1\n"
