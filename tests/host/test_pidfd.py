"""A signal reaches exactly one process, and who has ended is told from who only looks so."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import preload

from rootout.host.api import ProcessRef
from rootout.host.pidfd import Life, grip, is_alive, life_of, parse_life, wait_gone
from rootout.host.procfs import ProcessFiles

FILES = ProcessFiles()
REST = b" 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 %d 0 %d 1 2 3\n"
# The first thread ends; the process looks like a zombie while its second thread works on.
HEADLESS = """
import ctypes, threading, time
threading.Thread(target=time.sleep, args=(60,)).start()
print("ready", flush=True)
ctypes.CDLL(None).syscall({"x86_64": 60, "aarch64": 93}[__import__("os").uname().machine], 0)
"""


@pytest.fixture
def sleeper():
    with subprocess.Popen(["sleep", "60"]) as started:
        yield started
        started.kill()


def ref(pid: int) -> ProcessRef:
    return ProcessRef(pid=pid, start_ticks=life_of(FILES, pid).start_ticks)


def test_name_with_brackets_and_lines_is_read_over():
    stat = b"7 (a) R 1\n2 (b)) S" + REST % (3, 500)
    assert parse_life(stat) == Life(state="S", threads=3, start_ticks=500)


def test_stat_that_is_cut_short_says_nothing():
    assert parse_life(b"7 (a) S 1 2 3\n") is None
    assert parse_life(b"") is None


@given(st.binary())
def test_any_bytes_are_survived(data):
    assert parse_life(data) is None or isinstance(parse_life(data), Life)
    parse_life(b"7 (x) S " + data)


def test_own_process_is_alive_and_one_that_never_was_is_not():
    assert is_alive(FILES, ref(os.getpid()))
    assert not is_alive(FILES, ProcessRef(pid=2**22 + 1, start_ticks=1))


def test_zombie_is_not_alive(sleeper):
    process = ref(sleeper.pid)
    sleeper.kill()
    wait_gone(FILES, [process], 5)
    assert life_of(FILES, sleeper.pid).state == "Z"
    assert not is_alive(FILES, process)


def test_process_without_its_first_thread_is_alive():
    with subprocess.Popen([sys.executable, "-c", HEADLESS], stdout=subprocess.PIPE) as headless:
        try:
            assert headless.stdout.readline() == b"ready\n"
            deadline = time.monotonic() + 5
            while life_of(FILES, headless.pid).state != "Z" and time.monotonic() < deadline:
                time.sleep(0.01)
            process = ref(headless.pid)
            assert life_of(FILES, headless.pid).state == "Z"
            assert is_alive(FILES, process)
            with grip(FILES, process) as held:
                held.send(signal.SIGKILL)
            wait_gone(FILES, [process], 5)
            assert not is_alive(FILES, process)
        finally:
            headless.kill()


def test_number_that_another_process_has_now_is_left_alone(sleeper):
    stranger = ProcessRef(pid=sleeper.pid, start_ticks=ref(sleeper.pid).start_ticks + 1)
    assert not is_alive(FILES, stranger)
    with grip(FILES, stranger) as held:
        assert held is None


def test_number_that_a_thread_has_now_is_left_alone():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        with grip(FILES, ProcessRef(pid=thread.native_id, start_ticks=1)) as held:
            assert held is None
    finally:
        done.set()
        thread.join()


def test_other_refusals_are_told(sleeper, monkeypatch):
    def refuse(pid: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    with pytest.raises(OSError, match="Too many open files"), grip(FILES, ref(sleeper.pid)):
        pass


def test_signal_to_one_that_ended_meanwhile_is_no_failure(sleeper):
    with grip(FILES, ref(sleeper.pid)) as held:
        sleeper.kill()
        sleeper.wait()
        held.send(signal.SIGTERM)


def test_kernel_without_pidfd_does_with_the_number(sleeper, monkeypatch):
    def refuse(pid: int) -> int:
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(os, "pidfd_open", refuse)
    with grip(FILES, ref(sleeper.pid)) as held:
        held.send(signal.SIGTERM)
    assert sleeper.wait(5) == -signal.SIGTERM


def test_waiting_ends_with_its_time(sleeper):
    began = time.monotonic()
    wait_gone(FILES, [ref(sleeper.pid)], 0.1)
    assert 0.05 < time.monotonic() - began < 3
    assert sleeper.poll() is None


COVERED = """
import json, os, subprocess
from rootout.host.api import ProcessRef
from rootout.host.pidfd import is_alive, life_of
from rootout.host.procfs import ProcessFiles
from rootout.host.syscall import open_kernel
files = ProcessFiles()
with subprocess.Popen(["sleep", "60"]) as hidden:
    process = ProcessRef(pid=hidden.pid, start_ticks=life_of(files, hidden.pid).start_ticks)
    open_kernel().unshare_mounts()
    open_kernel().bind("/proc/self", f"/proc/{hidden.pid}")
    with open(f"/proc/{hidden.pid}/comm") as comm:
        print(json.dumps({"told": comm.read(), "alive": is_alive(files, process)}))
    hidden.kill()
"""


@preload.needs_root
def test_process_under_a_mount_is_still_the_one_that_is_meant(tmp_path):
    seen = preload.run(tmp_path, COVERED)
    assert seen["told"] != "sleep\n"
    assert seen["alive"]
