"""Modules are told from both lists of the kernel, with the files that they came from."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine, Packages

from rootout.collect.artifacts.kernel_modules import KernelModule, collect
from rootout.model.entity import Entity
from rootout.model.record import Gap

RELEASE = "6.1.0-1-amd64"
HOME = f"/lib/modules/{RELEASE}"
LISTED = b"ext4 1024 2 jbd2,mbcache, Live 0x0000000000000000\nzfs 99 0 - Live 0x0 (POE)\n"


@pytest.fixture
def machine():
    made = Machine()
    made.files = {
        "/proc/modules": LISTED,
        "/proc/sys/kernel/osrelease": f"{RELEASE}\n".encode(),
        f"{HOME}/modules.dep": b"kernel/fs/ext4.ko.xz: kernel/fs/jbd2.ko.xz\nupdates/zfs.ko:\n",
        "/sys/module/ext4/initstate": b"live\n",
        "/sys/module/zfs/initstate": b"live\n",
    }
    made.folders = {
        "/sys/module": ["ext4", "zfs", "printk"],
        "/var/lib/dkms": ["zfs"],
        "/var/lib/dkms/zfs": ["2.1"],
        f"/var/lib/dkms/zfs/2.1/{RELEASE}": ["x86_64"],
        f"/var/lib/dkms/zfs/2.1/{RELEASE}/x86_64/module": ["zfs.ko"],
    }
    image = {f"{HOME}/kernel/fs/ext4.ko.xz": "linux-image", f"{HOME}/kernel": "linux-image"}
    made.packages = Packages(image)
    return made


def modules(machine):
    found = list(collect(machine))
    assert all(isinstance(one, KernelModule) for one in found), found
    return {one.name: one for one in found}


def test_modules_are_told_with_their_files_and_owners(machine):
    found = modules(machine)
    assert list(found) == ["ext4", "zfs"]
    ext4, zfs = found["ext4"], found["zfs"]
    assert (ext4.size, ext4.state, ext4.taints) == (1024, "live", "")
    assert (ext4.path, ext4.package) == (f"{HOME}/kernel/fs/ext4.ko.xz", "linux-image")
    assert (ext4.in_proc_modules, ext4.in_sys_module) == (True, True)
    assert (zfs.taints, zfs.package, zfs.is_dkms, zfs.has_index) == ("POE", None, True, True)
    assert zfs.is_packaged_kernel
    assert zfs.entities() == (Entity("module", "zfs"), Entity("file", f"{HOME}/updates/zfs.ko"))


def test_module_that_left_the_list_is_told_by_sys(machine):
    machine.folders["/sys/module"].append("diamorphine")
    machine.files["/sys/module/diamorphine/initstate"] = b"live\n"
    machine.files["/sys/module/diamorphine/taint"] = b"OE\n"
    found = modules(machine)["diamorphine"]
    assert (found.in_proc_modules, found.in_sys_module, found.taints) == (False, True, "OE")
    assert (found.path, found.origin.path) == (None, "/sys/module/diamorphine")
    assert found.entities() == (Entity("module", "diamorphine"),)


def test_module_that_left_sys_is_told_by_the_list(machine):
    del machine.files["/sys/module/zfs/initstate"]
    found = modules(machine)["zfs"]
    assert (found.in_proc_modules, found.in_sys_module) == (True, False)


class Changing(Machine):
    """A machine where a module is loaded, and another unloaded, while we look."""

    def read(self, path, limit=0):
        file = super().read(path)
        if path == "/proc/modules":
            self.files[path] = b"new 1 0 - Live 0x0\n"
        return file


def test_what_is_loaded_or_unloaded_meanwhile_is_not_hidden(machine):
    changing = Changing()
    changing.__dict__.update(machine.__dict__)
    changing.folders["/sys/module"] = ["ext4", "new"]
    changing.files["/sys/module/new/initstate"] = b"live\n"
    found = modules(changing)
    assert {name: one.in_proc_modules for name, one in found.items()} == {"ext4": True, "new": True}


def test_module_that_goes_while_it_is_described_is_nothing(machine):
    machine.folders["/sys/module"].append("gone")
    states = iter([b"live\n"])
    head = machine.head
    machine.head = lambda path, size: (
        next(states, b"going\n") if "gone" in path else head(path, size)
    )
    assert list(modules(machine)) == ["ext4", "zfs"]


def test_in_a_container_the_files_are_a_gap_and_nothing_is_suspected(machine):
    del machine.files[f"{HOME}/modules.dep"]
    gap, *found = collect(machine)
    assert (gap.path, gap.reason) == (HOME, "missing")
    assert [(one.name, one.path, one.has_index) for one in found] == [
        ("ext4", None, False),
        ("zfs", None, False),
    ]


def test_a_kernel_without_modules_says_nothing(machine):
    del machine.files["/proc/modules"]
    machine.folders["/sys/module"] = ["printk"]
    assert list(collect(machine)) == []
    del machine.folders["/sys/module"]
    assert list(collect(machine)) == []


def test_where_sys_shows_nothing_that_is_a_gap(machine):
    machine.folders["/sys/module"] = []
    gap, *found = collect(machine)
    assert (gap.path, gap.reason) == ("/sys/module", "missing")
    assert {one.in_sys_module for one in found} == {True}  # asked one by one, they answer
    machine.files = {path: one for path, one in machine.files.items() if "initstate" not in path}
    _, *found = collect(machine)
    assert {one.in_sys_module for one in found} == {False}


def test_a_list_that_is_missing_while_modules_are_loaded_is_a_gap(machine):
    del machine.files["/proc/modules"]
    (gap,) = collect(machine)
    assert isinstance(gap, Gap)
    assert gap.path == "/proc/modules"


@given(st.binary(max_size=200))
def test_any_list_is_read(data):
    machine = Machine()
    machine.files = {"/proc/modules": data, "/proc/sys/kernel/osrelease": b"6"}
    list(collect(machine))


LOOK = """
import json
from rootout.collect.artifacts.kernel_modules import collect
from rootout.host.live import LiveHost
print(json.dumps([type(one).__name__ for one in collect(LiveHost())]))
"""


def test_this_machine_is_read():
    done = subprocess.run([sys.executable, "-c", LOOK], check=True, capture_output=True)
    assert set(json.loads(done.stdout)) <= {"KernelModule", "Gap"}
