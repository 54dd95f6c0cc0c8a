import os
import struct
import subprocess

import pytest

from rootout.host.fanotify import FileChange, FilesLost, FileWatch, parse
from rootout.host.syscall import open_kernel

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="fanotify with names is for root")
HANDLE = struct.pack("=Ii", 4, 1) + b"hand"
FOLDERS = {b"filesyst" + HANDLE: "/etc"}


def event(mask: int, name: bytes, handle: bytes = HANDLE, pid: int = 7) -> bytes:
    body = b"filesyst" + handle + name + b"\0"
    information = struct.pack("=BBH", 2, 0, len(body) + 4) + body
    return struct.pack("=IBBHQii", 24 + len(information), 3, 0, 24, mask, -1, pid) + information


@pytest.mark.parametrize(
    ("mask", "change"),
    [(0x100, "created"), (0x108, "written"), (0x200, "deleted"), (0x40, "deleted"),
     (0x80, "created"), (0x4, "changed"), (0x308, "written")],
)  # fmt: skip
def test_a_change_is_read_with_its_name(mask, change):
    assert list(parse(event(mask, b"x\xff"), FOLDERS)) == [FileChange("/etc/x\udcff", change, 7)]


def test_the_folder_itself_and_folders_in_it_are_told_apart():
    made = event(0x40000100, b"new") + event(0x4, b".")
    first, second = parse(made, FOLDERS)
    assert (first.path, first.is_folder) == ("/etc/new", True)
    assert second.path == "/etc"


def test_what_came_too_fast_is_told_and_unknown_folders_are_left_out():
    overflow = struct.pack("=IBBHQii", 24, 3, 0, 24, 0x4000, -1, 0)
    strange = event(0x100, b"x", struct.pack("=Ii", 4, 1) + b"else")
    assert list(parse(overflow + strange, FOLDERS)) == [FilesLost()]


@pytest.mark.parametrize("data", [b"", b"\0" * 24, event(0x100, b"x")[:30]])
def test_what_is_cut_short_is_no_error(data):
    assert list(parse(data, FOLDERS)) == []


@needs_root
def test_the_kernel_names_what_happens_and_who_did_it(tmp_path):
    watch = FileWatch(open_kernel())
    watch.add(str(tmp_path))
    child = subprocess.Popen(
        ["/bin/sh", "-c", f"echo x > {tmp_path}/a; mv {tmp_path}/a {tmp_path}/b"]
    )
    child.wait()
    found = list(watch.events())
    watch.close()
    assert (
        FileChange(f"{tmp_path}/a", "written", child.pid) in found
        or FileChange(f"{tmp_path}/a", "created", child.pid) in found
    )
    assert any(one.path == f"{tmp_path}/b" and one.change == "created" for one in found)


@needs_root
def test_what_is_no_folder_cannot_be_looked_at(tmp_path):
    watch = FileWatch(open_kernel())
    with pytest.raises(OSError, match="No such"):
        watch.add(str(tmp_path / "none"))
    watch.close()
