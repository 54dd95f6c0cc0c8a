"""Each process is described by what it really runs, and by who is not shown it."""

import errno
import os
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import preload
from tests.machine import Machine

from rootout.collect.artifacts import processes as artifact
from rootout.collect.artifacts.processes import Process, collect
from rootout.model.record import Gap

STAT = b"%d (%s) S %d 1 1 34816 -1 %d 0 0 0 0 0 0 0 0 20 0 1 0 %d 0 0\n"


def machine(*pids: int) -> Machine:
    made = Machine()
    made.views = {"listing": frozenset(pids)}
    made.files["/etc/passwd"] = b"root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\nbad\n"
    made.files["/proc/stat"] = b"cpu 1 2\nbtime 1000\n"
    made.folders["/proc"] = [str(pid) for pid in pids]
    for pid in pids:
        add(made, pid)
    return made


def add(made: Machine, pid: int, *, parent: int = 1, ticks: int = 500, flags: int = 0) -> None:
    folder = f"/proc/{pid}"
    made.files |= {
        f"{folder}/stat": STAT % (pid, b"name", parent, flags, ticks),
        f"{folder}/status": b"Uid:\t0\t0\t0\t0\nTracerPid:\t0\n",
        f"{folder}/cmdline": b"/usr/sbin/sshd\0-D\0",
        f"{folder}/cgroup": b"0::/system.slice/ssh.service\n",
        f"{folder}/loginuid": b"4294967295",
        f"{folder}/environ": b"LD_PRELOAD=/tmp/x\0PATH=/bin\0SSH_CLIENT=1.2.3.4 5 6\0",
    }
    made.links |= {f"{folder}/exe": "/usr/sbin/sshd", f"{folder}/cwd": "/", f"{folder}/root": "/"}
    made.stats |= {f"{folder}/exe": (8, 1), "/usr/sbin/sshd": (8, 1), folder: (0, pid)}
    made.folders[f"{folder}/fd"] = ()
    made.packages.owners["/usr/sbin/sshd"] = "openssh-server"


def processes(made: Machine) -> dict[int, Process]:
    return {one.pid: one for one in collect(made) if isinstance(one, Process)}


def gaps(made: Machine) -> list[Gap]:
    return [one for one in collect(made) if isinstance(one, Gap)]


def test_packaged_daemon_is_described_without_hashing():
    made = machine(1, 10)
    one = processes(made)[10]
    assert one.key == "10:500"
    assert one.parent == "1:500"
    assert one.executable == "/usr/sbin/sshd"
    assert (one.package, one.sha256) == ("openssh-server", None)
    assert one.arguments == ("/usr/sbin/sshd", "-D")
    assert one.environment == ("LD_PRELOAD=/tmp/x", "SSH_CLIENT=1.2.3.4 5 6")
    assert (one.unit, one.login_uid, one.terminal) == ("ssh.service", None, "pts/0")
    assert (one.user, one.uid) == ("root", 0)
    assert one.started == 1000 + 500 / os.sysconf("SC_CLK_TCK")
    assert one.hidden_from == ()
    assert made.hashed == []
    assert gaps(made) == []


def test_deleted_program_is_hashed_and_has_no_package():
    made = machine(10)
    made.links["/proc/10/exe"] = "/usr/sbin/sshd (deleted)"
    made.stats["/proc/10/exe"] = (8, 2)
    one = processes(made)[10]
    assert (one.executable, one.is_deleted, one.package) == ("/usr/sbin/sshd", True, None)
    assert one.sha256 == "sha256 of /proc/10/exe"
    assert not one.in_memory


def test_program_whose_name_ends_like_deleted_is_not_deleted():
    made = machine(10)
    made.links["/proc/10/exe"] = "/tmp/x (deleted)"
    made.stats["/tmp/x (deleted)"] = (8, 1)
    one = processes(made)[10]
    assert (one.executable, one.is_deleted) == ("/tmp/x (deleted)", False)


def test_program_in_memory():
    made = machine(10)
    made.links["/proc/10/exe"] = "/memfd:x (deleted)"
    one = processes(made)[10]
    assert (one.executable, one.in_memory, one.is_deleted) == ("/memfd:x", True, True)


def test_other_file_below_a_packaged_path_is_not_vouched_for():
    made = machine(10)
    made.stats["/proc/10/exe"] = (9, 1)  # a container's, or a mount that only it sees
    one = processes(made)[10]
    assert one.package is None
    assert one.sha256


def test_kernel_thread_has_no_program():
    made = machine(2)
    add(made, 2, parent=0, flags=0x00200000)
    one = processes(made)[2]
    assert one.is_kernel_thread
    assert (one.executable, one.parent) == (None, None)


def test_later_process_of_the_same_number_is_not_the_parent():
    made = machine(1, 10)
    add(made, 1, ticks=900)
    assert processes(made)[10].parent is None


def test_open_files_and_sockets_are_listed():
    made = machine(10)
    targets = ["/dev/null", "/var/log/x", "socket:[77]", "pipe:[3]", "/dev/shm/y", "/var/log/x"]
    made.folders["/proc/10/fd"] = [str(number) for number in range(len(targets))]
    made.links |= {f"/proc/10/fd/{number}": target for number, target in enumerate(targets)}
    one = processes(made)[10]
    assert one.open_files == ("/dev/shm/y", "/var/log/x")
    assert one.socket_inodes == (77,)


def test_process_that_the_listing_leaves_out_is_hidden():
    for view in ("cgroups", "probe"):
        made = machine(1, 10)
        made.views = {"listing": frozenset({1}), view: frozenset({1, 10})}
        assert processes(made)[10].hidden_from == ("listing",)


def test_process_that_nothing_can_be_read_of_is_still_told():
    made = machine(1)
    made.views["cgroups"] = frozenset({1, 66})
    one = processes(made)[66]
    assert (one.hidden_from, one.start_ticks) == (("listing",), 0)
    assert [gap.path for gap in gaps(made)] == ["/proc/66/stat"]


def test_process_born_after_the_listing_is_not_hidden():
    made = machine(1, 10)
    listings = [frozenset({1}), frozenset({1, 10})]
    honest = made.process_ids
    made.process_ids = lambda view: listings.pop(0) if view == "listing" else honest(view)
    assert 10 not in processes(made)


def test_process_that_ordinary_programs_are_not_shown():
    made = machine(1, 10)
    made.hidden = {"/proc": frozenset({"10"})}
    assert processes(made)[10].hidden_from == ("ordinary",)
    assert processes(made)[1].hidden_from == ()


def test_mount_over_a_process_hides_it():
    made = machine(1, 10)
    made.files["/proc/1/mountinfo"] = b"nonsense\n9 1 0:3 / /proc/10 rw - tmpfs none rw\n"
    assert processes(made)[10].hidden_from == ("mount",)


def test_dying_process_is_skipped_in_silence():
    made = machine(1, 10)
    for kept in (made.files, made.links, made.stats, made.folders):
        for path in [path for path in kept if path.startswith("/proc/10")]:
            del kept[path]
    assert list(processes(made)) == [1]
    assert gaps(made) == []


def test_what_is_denied_is_one_gap_for_each_process():
    made = machine(10)
    made.files["/proc/10/environ"] = PermissionError(errno.EACCES, "Permission denied")
    made.links["/proc/10/exe"] = PermissionError(errno.EACCES, "Permission denied")
    (gap,) = gaps(made)
    assert (gap.path, gap.reason, gap.detail) == ("/proc/10", "denied", "exe, environ")
    assert processes(made)[10].executable is None


def test_text_that_is_too_long_is_a_gap():
    made = machine(10)
    made.files["/proc/10/cmdline"] = OSError(errno.EFBIG, "File too large")
    (gap,) = gaps(made)
    assert (gap.path, gap.reason) == ("/proc/10/cmdline", "too_large")


def test_process_that_cannot_be_read_in_time_is_told_in_outline(monkeypatch):
    made = machine(1, 10)
    waiting = threading.Event()
    honest = made.read

    def read(path, limit=0):
        if path == "/proc/10/cmdline":
            waiting.wait()
        return honest(path)

    made.read = read
    monkeypatch.setattr(artifact, "_SECONDS", 0.05)
    one = processes(made)[10]
    (gap,) = gaps(made)
    waiting.set()
    assert (one.key, one.executable, one.arguments) == ("10:500", "/usr/sbin/sshd", ())
    assert (gap.path, gap.reason) == ("/proc/10", "timeout")


def test_malformed_stat_is_a_gap():
    made = machine(10)
    made.files["/proc/10/stat"] = b"rubbish"
    (gap,) = gaps(made)
    assert gap.reason == "malformed"


def test_gap_of_a_view_is_passed_on():
    made = machine(10)
    missing = Gap(artifact="host", path="/proc", reason="timeout", detail="not asked")
    honest = made.process_ids

    def ask(view):
        made.gaps = (missing,)
        return honest(view)

    made.process_ids = ask
    assert gaps(made) == [missing]


@given(st.binary(), st.sampled_from(["stat", "status", "cmdline", "cgroup", "loginuid", "environ"]))
def test_any_bytes_are_survived(data, name):
    made = machine(1, 10)
    made.files[f"/proc/10/{name}"] = data
    made.files["/etc/passwd"] = data
    made.files["/proc/1/mountinfo"] = data
    for one in collect(made):
        if isinstance(one, Process):
            assert one.id


LOOK = """
import json, sys
from functools import partial
import rootout.host.trust
from rootout.host.trust import become_trusted, take_witness
rootout.host.trust.take_witness = partial(take_witness, start="/dev/shm")  # quick
trust = become_trusted()
from rootout.collect.artifacts import processes as artifact
from rootout.collect.artifacts.processes import Process, collect
from rootout.host.live import LiveHost
found = [one for one in collect(LiveHost(trust)) if isinstance(one, Process)]
print(json.dumps({str(one.pid): [one.hidden_from, one.arguments] for one in found}))
"""


@pytest.fixture
def child():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield str(process.pid)
        process.communicate(b"\n")


@preload.needs_root
def test_process_hidden_by_a_preload_library_is_named(tmp_path, child):
    seen = preload.run_infected(tmp_path, LOOK, ROOTOUT_TEST_HIDDEN_PID=child)
    assert seen[child] == [["ordinary"], [sys.executable, "-c", "input()"]]
    assert [pid for pid, (hidden_from, _) in seen.items() if hidden_from] == [child]


@preload.needs_root
def test_process_hidden_by_a_mount_is_named_and_read(tmp_path, child):
    cover = f"""
from rootout.host.syscall import open_kernel
open_kernel().unshare_mounts()
open_kernel().bind({str(tmp_path)!r}, "/proc/{child}")
"""
    # The mount is in this namespace only, so process 1 cannot tell of it: we ask for our own.
    own = LOOK.replace(
        "found =",
        "import rootout.collect.artifacts.processes as p\n"
        "p._MOUNT_TABLES = p._MOUNT_TABLES[1:]\nfound =",
    )
    seen = preload.run(tmp_path, cover + own)
    assert seen[child] == [["mount"], [sys.executable, "-c", "input()"]]


@preload.needs_root
def test_whole_machine_is_surveyed_quickly_and_without_suspicion():
    from rootout.host.live import LiveHost

    host = LiveHost()
    list(collect(host))  # packages and digests are read once
    start = time.process_time()
    found = [one for one in collect(host) if isinstance(one, Process)]
    assert time.process_time() - start < 30
    assert {os.getpid()} <= {one.pid for one in found}
    assert [one for one in found if one.hidden_from] == []
