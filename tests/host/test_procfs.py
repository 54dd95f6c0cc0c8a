"""What /proc says of this process, with nothing in between."""

import errno
import hashlib
import os
import select
import subprocess
import sys

import pytest
from tests import preload

from rootout.host.procfs import ProcessFiles, is_below, is_magic
from rootout.host.syscall import Kernel

FILES = ProcessFiles()
OWN = f"/proc/{os.getpid()}"


def test_own_command_line_is_read():
    with open("/proc/self/cmdline", "rb") as file:
        assert FILES.read(f"{OWN}/cmdline").data == file.read()


def test_own_process_is_listed():
    assert str(os.getpid()) in FILES.names("/proc")
    assert str(os.getpid()) in FILES.names(f"{OWN}/task")


def test_deleted_program_is_still_seen_and_hashed(tmp_path):
    program = tmp_path / "program"
    with open("/bin/sleep", "rb") as file:
        data = file.read()
    program.write_bytes(data)
    program.chmod(0o755)
    with subprocess.Popen([str(program), "60"]) as process:
        program.unlink()
        exe = f"/proc/{process.pid}/exe"
        try:
            assert FILES.target(exe) == f"{program} (deleted)"
            assert FILES.stat(exe).kind == "file"
            assert FILES.stat(exe).links == 0
            assert FILES.digest(exe) == hashlib.sha256(data).hexdigest()
            assert FILES.read(exe).data == data
        finally:
            process.kill()


def test_too_much_is_refused():
    with pytest.raises(OSError, match="File too large") as failure:
        FILES.read(f"{OWN}/maps", 10)
    assert failure.value.errno == errno.EFBIG


def test_pipe_behind_a_descriptor_does_not_block():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        for read in (FILES.read, FILES.digest):
            with pytest.raises(OSError, match="Invalid argument"):
                read(f"/proc/{process.pid}/fd/0")
        process.communicate(b"\n")


def test_descriptor_that_is_no_file_is_refused():
    with select.epoll() as descriptor, pytest.raises(OSError, match="not a file"):
        FILES.stat(f"{OWN}/fd/{descriptor.fileno()}")


def test_process_that_is_not_there_is_missing():
    with pytest.raises(FileNotFoundError):
        FILES.read("/proc/999999999/stat")


@preload.needs_root
def test_mount_over_a_process_hides_nothing_from_us(tmp_path):
    script = f"""
import json, os, subprocess, sys
sys.path.insert(0, "src")
from rootout.host.procfs import ProcessFiles
from rootout.host.syscall import open_kernel
kernel = open_kernel()
kernel.unshare_mounts()
kernel.bind({str(tmp_path)!r}, f"/proc/{{os.getppid()}}")
path = f"/proc/{{os.getppid()}}/cmdline"
ours = ProcessFiles().read(path).data.hex()
print(json.dumps({{"ordinary": os.path.exists(path), "ours": ours}}))
"""
    seen = preload.run(tmp_path, script)
    assert not seen["ordinary"]
    assert bytes.fromhex(seen["ours"]) == FILES.read(f"{OWN}/cmdline").data


def test_refusal_falls_back_to_the_ordinary_place(monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Kernel, "detach", refuse)
    files = ProcessFiles()
    assert files.gaps[0].reason == "unsupported"
    assert files.target("/proc/self") == str(os.getpid())


def test_paths_are_told_apart():
    assert is_below("/proc")
    assert is_below("/proc/1/stat")
    assert not is_below("/process")
    assert is_magic("/proc/1/exe")
    assert is_magic("/proc/1/fd/3")
    assert not is_magic("/proc/1/fd")
