"""Other programs hold the lock in another process: a lock of fcntl(2) is a process's own."""

import os
import subprocess
import sys

import pytest
from tests.network import needs_root

from rootout.host.account_lock import LOCK, held

HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / ".pwd.lock"
    path.touch(mode=0o600)
    return str(path)


def try_to_hold(path):
    command = [sys.executable, "-c", HOLDER, path]
    return subprocess.run(command, input=b"", capture_output=True, check=False).stdout == b"held\n"


def test_nobody_else_has_it_while_it_is_held(lock):
    with held(lock) as has_it:
        assert has_it
        assert not try_to_hold(lock)
    assert try_to_hold(lock)


def test_whoever_holds_it_for_ever_is_not_waited_for(lock):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", HOLDER, lock], **pipes) as other:
        assert other.stdout.readline() == b"held\n"
        with held(lock, seconds=0.1) as has_it:
            assert not has_it
        other.communicate(b"")


def test_what_is_missing_or_a_trap_is_gone_without_and_left_as_it_is(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("target")
    for name in ("missing", "fifo", "link", "no/folder"):
        with held(str(tmp_path / name)) as has_it:
            assert not has_it
    assert sorted(os.listdir(tmp_path)) == ["fifo", "link"]


GLIBC = """
import ctypes, sys
assert ctypes.CDLL(None).lckpwdf() == 0
print("held", flush=True)
sys.stdin.read()
"""


@needs_root
@pytest.mark.skipif(not os.path.exists(LOCK), reason="this machine has no lock file")
def test_it_is_the_lock_of_the_c_library(lock):
    script = f'mount --bind "$1" {LOCK} && exec "$2" -c "$3"'
    command = ["unshare", "-m", "sh", "-c", script, "sh", lock, sys.executable, GLIBC]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as other:
        assert other.stdout.readline() == b"held\n"
        with held(lock, seconds=0.1) as has_it:
            assert not has_it
        other.communicate(b"")
