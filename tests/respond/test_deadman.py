"""The process is started for real, in a network of its own, and everybody tries to end it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.host.programs import Installed
from tests.network import namespace, needs_root
from tests.respond.actions.test_isolate_host import ACTION
from tests.respond.fake_kernel import FakeServer, Kernel

from rootout.errors import RootoutError
from rootout.host.firewall import Firewall
from rootout.host.hierarchy import Hierarchy
from rootout.respond import deadman
from rootout.respond.action import Captured
from rootout.respond.deadman import arm, confirm, enter_group, leave_group, let_go, watch
from rootout.respond.journal import Journal

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")
ARMING = """
import os, signal, sys
from pathlib import Path
from rootout.host.live import LiveHost
from rootout.respond.deadman import arm
arm(Path(sys.argv[1]), float(sys.argv[2]))
LiveHost().isolate(["192.0.2.7"])
print("isolated", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def holders(folder: Path) -> list[int]:
    """Return the processes that watch a marker in `folder`."""
    found = []
    for name in filter(str.isdecimal, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{name}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if any(one.startswith(os.fsencode(folder / deadman.PREFIX)) for one in words):
            found.append(int(name))
    return found


def within(seconds: float, condition) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_gone(folder: Path) -> bool:
    return within(20, lambda: not holders(folder))


@pytest.fixture
def folder(tmp_path):
    yield tmp_path
    for pid in holders(tmp_path):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def wall():
    with namespace():
        yield Firewall(Installed())


@needs_root
@needs_nft
def test_it_lets_go_when_the_time_is_over_though_rootout_crashed_and_the_terminal_is_gone(
    folder, wall
):
    command = [sys.executable, "-c", ARMING, str(folder), "4"]
    done = subprocess.run(command, capture_output=True, check=False, start_new_session=True)
    assert done.stdout == b"isolated\n", done.stderr
    assert done.returncode == -signal.SIGKILL
    (pid,) = holders(folder)
    status = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    assert int(status[1]) == 1 or Path(f"/proc/{int(status[1])}/comm").exists()
    assert int(status[3]) not in (os.getsid(0), pid)  # its own session, and not the first of it
    os.kill(pid, signal.SIGHUP)
    assert wall.allowed_addresses() == {"192.0.2.7"}
    assert within(30, lambda: wall.allowed_addresses() is None)
    assert is_gone(folder)
    assert list(folder.glob("unconfirmed-*")) == []


@needs_root
@needs_nft
def test_what_is_confirmed_stays(folder, wall):
    arm(folder, 3)
    wall.isolate(["192.0.2.7"])
    assert confirm(folder)
    assert not confirm(folder)
    assert is_gone(folder)
    assert wall.allowed_addresses() == {"192.0.2.7"}


@needs_root
@needs_nft
def test_told_to_end_it_lets_go_at_once(folder, wall):
    arm(folder, 600)
    wall.isolate([])
    (pid,) = holders(folder)
    groups = Path(f"/proc/{pid}/cgroup").read_text()
    os.kill(pid, signal.SIGTERM)
    assert within(30, lambda: wall.allowed_addresses() is None)
    assert is_gone(folder)
    if "rootout-deadman" in groups:
        assert not list(Path("/sys/fs/cgroup").glob(f"**/rootout-deadman-{pid}"))


@needs_root
@needs_nft
def test_another_one_makes_the_older_stand_down(folder, wall):
    arm(folder, 600)
    (old,) = holders(folder)
    arm(folder, 600)
    assert within(20, lambda: old not in holders(folder))
    assert len(holders(folder)) == 1
    assert confirm(folder)
    assert is_gone(folder)


def test_without_the_process_nothing_is_armed(tmp_path, monkeypatch):
    for executable in ("/bin/false", "/bin/true", "/nonexistent"):
        monkeypatch.setattr(sys, "executable", executable)
        with pytest.raises(RootoutError, match="does not start") as refused:
            arm(tmp_path, 5)
        assert "Nothing was isolated" in refused.value.hint
        assert list(tmp_path.iterdir()) == []


def test_whoever_removes_the_marker_first_has_the_last_word(tmp_path):
    marker = tmp_path / "unconfirmed-1"
    marker.touch()
    assert watch(marker, 0)
    assert not watch(marker, 0)
    marker.touch()
    assert confirm(tmp_path)
    assert not watch(marker, 60)
    marker.touch()
    assert watch(marker, 60, lambda: True)
    assert not confirm(tmp_path)


def journalled(folder: Path) -> Journal:
    journal = Journal(folder / "journal.jsonl")
    journal.append(1, "intended", ACTION, Captured())
    journal.append(1, "verified", ACTION)
    return journal


def test_letting_go_is_written_to_the_journal(tmp_path):
    journalled(tmp_path).close()
    kernel = Kernel(allowed=frozenset())
    let_go(FakeServer(str(tmp_path), kernel), tmp_path)
    assert kernel.allowed is None
    journal = Journal(tmp_path / "journal.jsonl")
    assert journal.pending() == ()
    assert journal.entries[-1].note == "nobody confirmed it"
    journal.close()


def test_a_journal_that_is_held_does_not_keep_it_from_letting_go(tmp_path):
    journal = journalled(tmp_path)
    kernel = Kernel(allowed=frozenset())
    let_go(FakeServer(str(tmp_path), kernel), tmp_path)
    assert kernel.allowed is None
    assert len(journal.pending()) == 1
    journal.close()


def test_a_firewall_that_refuses_is_asked_again(tmp_path):
    host, slept = FakeServer(str(tmp_path), Kernel(allowed=frozenset())), []
    end = host.end_isolation

    def refusing():
        if len(slept) < 2:
            raise RootoutError("busy", "wait")
        end()

    host.end_isolation = refusing
    let_go(host, tmp_path, slept.append)
    assert slept == [1.0, 1.0]
    assert host.kernel.allowed is None
    host.end_isolation = lambda: (_ for _ in ()).throw(OSError("never"))
    let_go(host, tmp_path, slept.append)
    assert len(slept) == 2 + deadman.TRIES


def test_it_goes_into_a_group_of_its_own_and_leaves_none_behind(tmp_path):
    root = os.open(tmp_path, os.O_RDONLY)
    try:
        tree = Hierarchy(root=root, controller=b"", order="", freeze="", answer="", frozen="")
        enter_group((tree,), 77)  # this folder makes no files, as a cgroup would
        assert (tmp_path / "rootout-deadman-77").is_dir()
        (tmp_path / "cgroup.procs").touch()
        leave_group((tree,), 77)
        assert (tmp_path / "cgroup.procs").read_text() == "77"
        assert not (tmp_path / "rootout-deadman-77").exists()
        leave_group((tree,), 77)
    finally:
        os.close(root)
