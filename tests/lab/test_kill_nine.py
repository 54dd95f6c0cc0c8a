"""kill -9 of an eviction at any moment: undo restores everything, or another eviction ends it."""

import logging
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
from tests.lab.whole import assert_whole, contents

pytestmark = pytest.mark.lab

EACH = 10  # moments on one server, within the fuse
MOMENTS = int(os.environ.get("ROOTOUT_MOMENTS", "20"))  # in all: 200 take half an hour
FINISHED_EVERY = 5  # after one in five moments the eviction is finished before it is undone
LONGEST = 15.0  # seconds; by then every step is done, and only looking again is left
WATCH = "5"  # seconds
JITTER = 0.05  # seconds: a step's own time, from its promise in the journal to its proof
LOOKING_AGAIN = 5.0  # seconds, after the last step
SEED = int(os.environ.get("ROOTOUT_SEED", "2"))
log = logging.getLogger(__name__)  # pytest --log-cli-level INFO shows each moment


@pytest.mark.parametrize("group", range(max(1, MOMENTS // EACH)))
def test_a_killed_eviction_can_be_undone_or_finished(server: Server, group: int) -> None:
    operator = server.operator()
    planted = intrude(server)
    server.shell("systemctl stop cron")  # no launcher may meddle with a comparison
    dice = random.Random(SEED * 1000 + group)
    hits = 0
    for number in range(EACH):
        planted.wait_until_whole(10)
        case = f"{server.rootout('scan', '--json').json()['case']}"
        before, files = server.changes(), contents(server)
        promises = _promises(server, case)
        lines = dice.randint(0, promises)
        jitter = dice.uniform(0, JITTER if lines < promises else LOOKING_AGAIN)
        is_alone = dice.random() < 0.5
        where = f"number {number} of group {group}, line {lines} + {jitter:.3f} s, seed {SEED}"
        hits += _kill_at(server, case, lines, jitter, is_alone=is_alone)
        log.info("%s, %s", where, "rootout alone" if is_alone else "and its children")
        assert_whole(files, contents(server), where)
        assert server.operator().is_alive(), where
        if number % FINISHED_EVERY == FINISHED_EVERY - 1:
            _assert_finished(planted, case, where)
        _assert_undone(server, case, before, where)
        assert_whole(files, contents(server), where)
        assert operator.is_alive(), where
        server.shell(f"systemctl restart {planted.unit}")  # what was killed stays dead: again
    assert hits == EACH, "an eviction was over before it could be killed"


def _promises(server: Server, case: str) -> int:
    """Return how many lines the journal of this eviction will have, at least."""
    steps = listed(server.rootout("plan", case, "--json").json(), "steps")
    return 2 * sum(one["phase"] in ("contain", "eradicate") for one in steps)


def _kill_at(server: Server, case: str, lines: int, jitter: float, *, is_alone: bool) -> bool:
    """Start an eviction, and kill it a moment after its journal has so many lines.

    With `is_alone` what it has started, such as nft or systemctl, lives on. Say whether it was
    still under way, which the watch for respawn is too.
    """
    journal = server.root / case.lstrip("/") / "journal.jsonl"
    running = subprocess.Popen(
        server.command(*server.rootout_argv("evict", case, "--yes", "--watch", WATCH)),
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
        with suppress(OSError):  # it ended while we looked
            if not is_alone or b"rootout" in Path(f"/proc/{pid}/cmdline").read_bytes():
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
    result = planted.server.rootout("evict", case, "--yes", "--watch", WATCH)
    assert result.code == 0, f"{where}: {result}"
    assert planted.pids() == {}, where
    assert not (planted.server.root / planted.store.lstrip("/")).exists(), where
    assert planted.server.rootout("verify", case).code == 0, where
