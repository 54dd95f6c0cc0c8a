"""The real kernel runs our programs, and tells of processes that end at once."""

import os
import select
import subprocess
import time

import pytest

from rootout.host.bpf.btf import KERNEL_TYPES
from rootout.host.bpf.tracer import Tracer
from rootout.host.pidfd import life_of
from rootout.host.process_event import Ended, Forked, Lost, Started
from rootout.host.procfs import ProcessFiles
from rootout.host.syscall import open_kernel

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not os.path.exists(KERNEL_TYPES), reason="needs root and BTF"
)


def follow(tracer, is_over, seconds=10.0):
    found = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and not any(map(is_over, found)):
        select.select([tracer.fileno()], [], [], 0.1)
        found += tracer.events(1000)
    return found


@pytest.fixture
def tracer():
    made = Tracer(open_kernel())
    yield made
    made.close()


def test_a_program_that_ends_at_once_is_seen_whole(tracer):
    child = subprocess.Popen(["/bin/true", "one", "two words", "\udcff"])
    child.wait()
    events = follow(tracer, lambda one: isinstance(one, Ended) and one.pid == child.pid)
    (started,) = [one for one in events if isinstance(one, Started) and one.pid == child.pid]
    stat = os.stat("/bin/true")
    own = life_of(ProcessFiles(), os.getpid())
    assert started.arguments == ("/bin/true", "one", "two words", "\udcff")
    assert started.filename == "/bin/true"
    assert (started.device, started.inode, started.links) == (stat.st_dev, stat.st_ino, 1)
    assert (started.uid, started.effective_uid) == (os.getuid(), os.geteuid())
    assert (started.parent_pid, started.parent_ticks) == (os.getpid(), own.start_ticks)
    assert abs(started.time_ns - time.clock_gettime_ns(time.CLOCK_BOOTTIME)) < 60e9


def test_forks_are_told_with_both_ends(tracer):
    command = "(/bin/sleep 0 & wait); /bin/sleep 0"
    child = subprocess.Popen(["/bin/sh", "-c", command])
    child.wait()
    events = follow(tracer, lambda one: isinstance(one, Ended) and one.pid == child.pid)
    forks = {one.pid: one for one in events if isinstance(one, Forked)}
    below = [one for one in forks.values() if one.parent_pid == child.pid]
    assert len(below) == 2
    assert any(one.parent_pid in {two.pid for two in below} for one in forks.values())


def test_a_script_names_its_file_and_its_interpreter(tracer, tmp_path):
    script = tmp_path / "script"
    script.write_text("#!/bin/sh\nexit 0\n")
    script.chmod(0o755)
    child = subprocess.Popen([script])
    child.wait()
    events = follow(tracer, lambda one: isinstance(one, Ended) and one.pid == child.pid)
    (started,) = [one for one in events if isinstance(one, Started) and one.pid == child.pid]
    assert (started.filename, started.interpreter) == (str(script), "/bin/sh")
    assert started.inode == os.stat("/bin/sh").st_ino


def test_what_did_not_fit_is_counted():
    tracer = Tracer(open_kernel(), ring_bytes=4096)
    for _ in range(20):
        subprocess.run(["/bin/true", "x" * 3000], check=True)
    events = list(tracer.events(1000))
    tracer.close()
    assert sum(one.number for one in events if isinstance(one, Lost)) >= 19
