"""The live host sends each question to the part that knows the answer."""

import os
import subprocess
import sys

import pytest

from rootout.host.live import LiveHost
from rootout.host.trust import Trust
from rootout.host.witness import Witness
from rootout.model.record import Gap


@pytest.fixture(scope="module")
def host():
    return LiveHost()


@pytest.fixture
def child():
    code = "print(flush=True); input()"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        process.stdout.readline()  # from here on it is the program, and no copy of this one
        yield f"/proc/{process.pid}"
        process.communicate(b"\n")


def test_process_is_read_through_a_file_system_of_our_own(host, child):
    program = os.path.realpath(sys.executable)
    assert host.read(f"{child}/cmdline").data.split(b"\0")[1] == b"-c"
    assert host.target(f"{child}/exe") == host.resolve(f"{child}/exe") == program
    assert host.stat(f"{child}/exe").inode == os.stat(program).st_ino
    assert "0" in host.names(f"{child}/fd")
    assert host.exists(f"{child}/stat")
    assert host.resolve(f"{child}/stat") == f"{child}/stat"
    assert host.digest(f"{child}/exe") == host.digest(program)


def test_process_that_is_gone_is_not_there(host):
    assert not host.exists("/proc/999999999")
    with pytest.raises(FileNotFoundError):
        host.resolve("/proc/999999999/stat")


def test_files_are_read_from_the_root(host, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    assert host.read(str(path)).data == b"text"
    assert host.stat(str(path)).size == 4
    assert host.names(str(tmp_path)) == ("file", "link")
    assert host.target(str(tmp_path / "link")) == "file"
    assert host.resolve(str(tmp_path / "link")) == str(path)
    assert host.exists(str(path))
    assert host.snapshot(str(path)).stat.size == 4
    assert {found for found, _ in host.walk(str(tmp_path))} >= {str(path)}


def test_a_process_is_in_each_view(host):
    for view in ("listing", "cgroups", "probe"):
        assert os.getpid() in host.process_ids(view)


def test_host_says_who_and_when(host):
    assert host.name == os.uname().nodename
    assert host.is_live
    assert host.now() > 1.7e9


def test_ordinary_names_are_unknown_without_a_witness(host):
    assert host.ordinary_names("/etc") is None


def test_what_the_witness_was_not_shown_is_left_out(tmp_path):
    for name in ("seen", "hidden", "new"):
        (tmp_path / name).touch()
    host = LiveHost(Trust(witness=Witness(directories={str(tmp_path): ("hidden", "gone")})))
    assert host.ordinary_names(str(tmp_path)) == {"seen", "new"}
    assert host.ordinary_names("/etc") is None


def test_gaps_of_the_start_are_the_hosts_gaps():
    gap = Gap(artifact="host", path="/", reason="denied")
    assert LiveHost(Trust(gaps=(gap, gap))).gaps.count(gap) == 1
