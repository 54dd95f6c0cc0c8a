"""The control groups that can freeze are found, and what is mounted over them is not taken."""

import os

from hypothesis import given
from hypothesis import strategies as st
from tests import preload

from rootout.host.hierarchy import Hierarchy, open_hierarchies, parse_mounts
from rootout.host.procfs import ProcessFiles
from rootout.model.file import EvidenceFile

FILES = ProcessFiles()
V2 = b"41 31 0:38 / /sys/fs/cgroup rw,relatime shared:9 - cgroup2 cgroup2 rw\n"
V1 = b"37 31 0:34 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"


class Mounts:
    """A /proc whose list of mounts is given."""

    def __init__(self, mounts: bytes) -> None:
        self.mounts = mounts

    def read(self, path: str) -> EvidenceFile:
        assert path == "/proc/self/mountinfo"
        return EvidenceFile(path, self.mounts)


def test_both_versions_are_found():
    v1 = V1.replace(b"rw,freezer", b"rw,net_cls,freezer")
    # the controllers stand in the last column, the options of the file system
    assert list(parse_mounts(V2 + v1)) == [
        ((0, 38), "/sys/fs/cgroup", b""),
        ((0, 34), "/sys/fs/cgroup/freezer", b"freezer"),
    ]


def test_parts_read_only_mounts_and_other_controllers_are_not_taken():
    part = V2.replace(b" / /sys", b" /system.slice /sys")
    read_only = V2.replace(b"rw,relatime", b"ro,relatime")
    other = V1.replace(b"rw,freezer", b"rw,cpu")
    assert list(parse_mounts(part + read_only + other + b"odd\n\n1 2 3 - cgroup2\n")) == []


def test_blank_in_a_place_is_understood():
    place = V2.replace(b"/sys/fs/cgroup", rb"/mnt/a\040b\012c")
    assert [place for _, place, _ in parse_mounts(place)] == ["/mnt/a b\nc"]


@given(st.binary())
def test_any_bytes_are_survived(data):
    list(parse_mounts(data))
    list(parse_mounts(b"1 2 0:3 / /a rw - cgroup2 " + data))
    Hierarchy(root=0, controller=b"", order="", freeze="", answer="", frozen="").path_in(data)


def test_folder_that_is_another_file_system_is_not_taken(tmp_path):
    cover = V2.replace(b"/sys/fs/cgroup", os.fsencode(tmp_path))
    gone = V2.replace(b"/sys/fs/cgroup", b"/nowhere")
    assert open_hierarchies(Mounts(cover + gone)) == ()
    assert open_hierarchies(Mounts(b"")) == ()


@preload.needs_root
def test_own_process_is_found_in_each_hierarchy_of_this_machine():
    for one in open_hierarchies(FILES):
        path = one.path_in(FILES.read("/proc/self/cgroup").data)
        descriptor = os.open(f".{path}/cgroup.procs", os.O_RDONLY, dir_fd=one.root)
        with os.fdopen(descriptor) as members:
            assert str(os.getpid()) in members.read().split()
        os.close(one.root)


def test_path_is_that_of_the_own_controller():
    table = b"9:freezer,cpu:/a b\n5:memory:/m\n0::/system.slice/x\xff.service\n"
    v2 = Hierarchy(root=0, controller=b"", order="", freeze="", answer="", frozen="")
    v1 = Hierarchy(root=0, controller=b"freezer", order="", freeze="", answer="", frozen="")
    assert v2.path_in(table) == "/system.slice/x\udcff.service"
    assert v1.path_in(table) == "/a b"
    assert v1.path_in(b"0::/x\n") is None
