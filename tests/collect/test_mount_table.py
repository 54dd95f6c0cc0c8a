"""Lines of mountinfo are parsed whatever the mount point is called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.mount_table import MountLine, covered_process, parse_mount


def test_line_with_optional_fields_and_escapes():
    line = rb"36 35 98:0 /a /mnt\0402\134x rw,noatime shared:1 master:2 - ext3 /dev/x rw,errors=c"
    assert parse_mount(line) == MountLine(
        mount_point=r"/mnt 2\x",
        source="/dev/x",
        type="ext3",
        root="/a",
        options=("rw", "noatime", "errors=c"),
    )


def test_empty_source_is_kept():
    assert parse_mount(b"1 2 0:3 / /x rw - tmpfs  rw").source == ""


@pytest.mark.parametrize("line", [b"", b"a", b"1 2 3 4 5 6", b"1 2 0:1 / /x - tmpfs a rw"])
def test_other_lines_are_refused(line):
    with pytest.raises(ValueError, match="not a line"):
        parse_mount(line)


@pytest.mark.parametrize(
    ("path", "pid"),
    [
        ("/proc/12", 12),
        ("/proc/12/net", 12),
        ("/proc", None),
        ("/proc/sys", None),
        ("/proc/12x", None),
        ("/mnt/proc/12", None),
        ("/proc/12\n", None),
    ],
)
def test_mount_over_a_process_is_recognized(path, pid):
    assert covered_process(path) == pid


@given(st.binary() | st.binary().map(lambda data: b"1 2 0:1 / " + data + b" rw - a b c"))
def test_any_bytes_are_parsed_or_refused(data):
    try:
        mount = parse_mount(data)
    except ValueError:
        return
    covered_process(mount.mount_point)
