"""Mounts are told as process 1 sees them."""

import errno

from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.collect.artifacts.mounts import Mount, collect
from rootout.model.record import Gap

ROOT = b"1 0 8:1 / / rw shared:1 - ext4 /dev/vda rw\n"


def machine(data: bytes) -> Machine:
    made = Machine()
    made.files["/proc/1/mountinfo"] = data
    return made


def test_each_line_is_a_mount():
    root, cover = collect(machine(ROOT + b"9 1 0:3 /x /proc/10 ro - tmpfs none rw,size=1k\n"))
    assert isinstance(root, Mount)
    assert (root.mount_point, root.source, root.type, root.root) == ("/", "/dev/vda", "ext4", "/")
    assert (cover.mount_point, cover.root) == ("/proc/10", "/x")
    assert cover.options == ("ro", "rw", "size=1k")
    assert (cover.origin.path, cover.origin.line) == ("/proc/1/mountinfo", 2)


def test_point_that_looks_like_a_comment_is_told():
    (mount,) = collect(machine(rb"9 1 0:3 / /a\040b rw - tmpfs #x rw"))
    assert (mount.mount_point, mount.source) == ("/a b", "#x")


def test_odd_line_is_a_gap_and_the_others_are_told():
    gap, mount = collect(machine(b"odd\n" + ROOT))
    assert isinstance(gap, Gap)
    assert (gap.path, gap.reason) == ("/proc/1/mountinfo:1", "malformed")
    assert mount.mount_point == "/"


def test_own_view_serves_where_that_of_process_1_is_denied():
    made = machine(b"")
    made.files["/proc/1/mountinfo"] = PermissionError(errno.EACCES, "Permission denied")
    made.files["/proc/self/mountinfo"] = ROOT
    assert [mount.origin.path for mount in collect(made)] == ["/proc/self/mountinfo"]


@given(st.binary())
def test_any_bytes_are_survived(data):
    for one in collect(machine(data)):
        assert isinstance(one, Mount | Gap)
