"""Calls that no library sees give what the ordinary ones give on an honest machine."""

import errno
import mmap
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import preload

from rootout.errors import RootoutError
from rootout.host.syscall import _CODE, _NUMBERS, Kernel, open_kernel, parse_entries

KERNEL = open_kernel()


def test_file_is_read_whole(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(os.urandom(600_001))
    assert KERNEL.read_file(str(path), 1 << 20) == path.read_bytes()


def test_no_more_than_the_limit_is_read(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    assert KERNEL.read_file(str(path), 4) == b"0123"
    assert KERNEL.read_part(str(path), 8, 4) == b"89"


def test_fifo_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    assert KERNEL.read_file(str(tmp_path / "fifo"), 10) == b""


def test_directory_is_listed_as_it_is(tmp_path):
    names = {f"name {number}" for number in range(3000)} | {"a\nb", os.fsdecode(b"\xff")}
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    listing = KERNEL.list_directory(str(tmp_path))
    assert set(listing) == names | {"folder"}
    assert listing["folder"] == 4


def test_link_to_a_directory_is_not_listed(tmp_path):
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(NotADirectoryError):
        KERNEL.list_directory(str(tmp_path / "link"))


def test_failure_is_an_os_error():
    with pytest.raises(FileNotFoundError):
        KERNEL.read_file("/nothing/here", 1)
    with pytest.raises(OSError, match="Invalid argument") as failure:
        KERNEL.read_file("/etc/passwd\0x", 1)
    assert failure.value.errno == errno.EINVAL


@preload.needs_root
def test_detached_file_system_shows_this_process():
    descriptor = KERNEL.detach("proc")
    try:
        assert os.readlink("self", dir_fd=descriptor) == str(os.getpid())
    finally:
        os.close(descriptor)


def test_unknown_file_system_is_refused():
    with pytest.raises(OSError):  # noqa: PT011 - ENODEV as root, EPERM else
        KERNEL.detach("no such file system")


def test_unknown_machine_is_told():
    with pytest.raises(RootoutError, match="riscv64"):
        Kernel("riscv64")


def test_refused_memory_is_told(monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(mmap, "mmap", refuse)
    with pytest.raises(RootoutError, match="writable and executable is refused"):
        Kernel()


def test_each_machine_has_code_and_the_same_calls():
    assert set(_CODE) == set(_NUMBERS)
    assert len({frozenset(numbers) for numbers in _NUMBERS.values()}) == 1
    assert len(_CODE["aarch64"]) == 9 * 4


@given(st.binary())
def test_any_bytes_are_parsed_as_entries(data):
    for name, _ in parse_entries(data):
        assert name not in ("", ".", "..")
