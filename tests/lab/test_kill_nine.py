"""kill -9 of an eviction at any moment: undo restores everything, or another eviction ends it."""

import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.lab.changes import Change, differences
from tests.lab.documents import listed
from tests.lab.intrusion.plant import Intrusion, intrude
from tests.lab.server import Server

pytestmark = pytest.mark.lab

GROUPS, MOMENTS = 5, 10  # servers, and moments on each: fifty in all, each group within the fuse
LONGEST = 15.0  # seconds; by then every step is done, and only the watch for respawn is left
JITTER = 0.05  # seconds: a step's own time, from its promise in the journal to its proof
SEED = int(os.environ.get("ROOTOUT_SEED", "2"))


@pytest.mark.parametrize("group", range(GROUPS))
def test_a_killed_eviction_can_be_undone_or_finished(server: Server, group: int) -> None:
    operator = server.operator()
    planted = intrude(server)
    server.shell("systemctl stop cron")  # no launcher may meddle with a comparison
    dice = random.Random(SEED * 1000 + group)
    hits = 0
    for number in range(MOMENTS):
        planted.wait_until_whole(10)
        case = f"{server.rootout('scan', '--json').json()['case']}"
        before = server.changes()
        steps = len(listed(server.rootout("plan", case, "--json").json(), "steps"))
        lines, jitter = dice.randint(0, 2 * steps), dice.uniform(0, JITTER)
        where = f"number {number} of group {group}, line {lines} + {jitter:.3f} s, seed {SEED}"
        hits += _kill_at(server, case, lines, jitter)
        if number == MOMENTS - 1:
            _assert_finished(planted, case, where)
        _assert_undone(server, case, before, where)
        assert operator.is_alive(), where
        server.shell(f"systemctl restart {planted.unit}")  # what was killed stays dead: again
    assert hits == MOMENTS, "an eviction was over before it could be killed"


def _kill_at(server: Server, case: str, lines: int, jitter: float) -> bool:
    """Start an eviction, and kill it a moment after its journal has so many lines.

    Say whether it was still under way, which the watch for respawn is too.
    """
    journal = server.root / case.lstrip("/") / "journal.jsonl"
    running = subprocess.Popen(
        server.command(*server.rootout_argv("evict", case, "--yes", "--watch", "5")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + LONGEST
    while running.poll() is None and time.monotonic() < deadline:
        if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
            break
        time.sleep(0.002)
    time.sleep(jitter)
    was_running = running.poll() is None
    for pid in _descendants(running.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    running.wait(20)
    return was_running


def _descendants(pid: int) -> list[int]:
    """Return all below nsenter: rootout and whatever it runs at that moment."""
    found = []
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += [int(child), *_descendants(int(child))]
    return found


def _assert_undone(server: Server, case: str, before: dict[str, Change], where: str) -> None:
    result = server.rootout("undo", case)
    assert result.code == 0, f"{where}: {result}"
    assert differences(before, server.changes(), server.base.root) == {}, where
    assert "rootout" not in server.shell("nft list ruleset"), where
    frozen = [
        folder
        for folder in server.processes().values()
        if "rootout" in (folder / "cgroup").read_text()
    ]
    assert not frozen, where


def _assert_finished(planted: Intrusion, case: str, where: str) -> None:
    result = planted.server.rootout("evict", case, "--yes", "--watch", "5")
    assert result.code == 0, f"{where}: {result}"
    assert planted.pids() == {}, where
    assert not (planted.server.root / planted.store.lstrip("/")).exists(), where
    assert planted.server.rootout("verify", case).code == 0, where
