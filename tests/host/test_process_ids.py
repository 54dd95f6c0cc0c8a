"""Three ways to find process ids agree on an honest machine."""

import os
import subprocess
import sys
import threading

import pytest

from rootout.host import process_ids
from rootout.host.process_ids import in_cgroups, is_leader, listed, probed
from rootout.host.procfs import ProcessFiles
from rootout.host.syscall import Kernel

FILES = ProcessFiles()


@pytest.fixture
def child():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        yield process.pid
        process.communicate(b"\n")


def test_a_process_is_found_in_each_view(child):
    gaps = []
    assert {child, os.getpid(), 1} <= listed(FILES)
    assert {child, os.getpid()} <= in_cgroups(FILES, gaps)
    assert {child, os.getpid(), 1} <= probed(FILES, gaps)
    assert gaps == []


def test_no_hierarchy_at_all_is_a_gap(monkeypatch):
    monkeypatch.setattr(process_ids, "_mounted_hierarchy", lambda _: None)
    gaps = []
    assert in_cgroups(FILES, gaps) == frozenset()
    assert gaps[0].reason == "unsupported"


def test_no_hierarchy_is_ever_mounted_afresh(child, monkeypatch):
    """In the first cgroup namespace that would change the options of the whole machine."""

    def refuse(*_):
        raise AssertionError("a scan changes nothing")

    monkeypatch.setattr(Kernel, "detach", refuse)
    assert child in in_cgroups(FILES, [])


def test_thread_is_not_a_process():
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not is_leader(thread.native_id)
        assert is_leader(os.getpid())
        assert thread.native_id not in probed(FILES, [])
    finally:
        done.set()
        thread.join()


def test_probe_finds_what_the_listing_leaves_out(child, monkeypatch):
    honest = process_ids.listed
    monkeypatch.setattr(process_ids, "listed", lambda files: honest(files) - {child})
    assert child in probed(FILES, [])


def test_unfinished_probe_is_a_gap(monkeypatch):
    monkeypatch.setattr(process_ids, "_SECONDS", -1)
    gaps = []
    probed(FILES, gaps)
    assert gaps[0].reason == "timeout"


def test_every_number_is_asked_once_numbers_start_again(monkeypatch):
    monkeypatch.setattr(process_ids, "_started_since_boot", lambda _: 10**9)
    most = int(FILES.read("/proc/sys/kernel/pid_max").data)
    assert process_ids._last_number(FILES, frozenset({1})) == most
    monkeypatch.setattr(process_ids, "_started_since_boot", lambda _: 1)
    assert process_ids._last_number(FILES, frozenset({1, most})) == most
