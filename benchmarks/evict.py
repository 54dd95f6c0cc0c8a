"""How fast a ring of processes that restart one another is held still, and gone.

Each ring (tests/lab/ring) runs on a lab server of its own, and is ended twice: by `rootout evict`,
then, planted anew, by a loop of `pkill -9`. Printed, in milliseconds:

frozen    from the first promise in rootout's journal until nothing of the ring can run any more
evidence  from then on, until the processes' evidence is kept and what starts them is disarmed
killed    from the promise to kill them until the last is gone
gone      all three together; of `pkill -9`, from its start until a look from outside finds none

Claims: nobody survives and nobody is born after the freeze; without the keeping of evidence, which
is done to what cannot run, gone within 150 ms for 100 processes or fewer, within 1500 for 1000.
Run as root: `.venv/bin/python benchmarks/evict.py [N ...]`; 2, 10 and 100 where no N is given.
1000 use up every core of the machine for a minute.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.lab.build import CACHE, build
from tests.lab.conftest import slot
from tests.lab.ring.plant import Ring, plant_ring
from tests.lab.server import Server
from tests.lab.stage import stage

SIZES = (2, 10, 100)
MOST_MILLISECONDS = {100: 150.0, 1000: 1500.0}  # by the largest ring that it is for
PATIENCE = 15  # seconds for pkill
RUNS = 3
MANY = 100  # a larger ring is measured once: it uses up the machine
PKILL = f"timeout {PATIENCE} sh -c 'while pkill -9 ^sys-; do :; done'"


@dataclass(frozen=True)
class Times:
    """What one eviction took, in milliseconds."""

    frozen: float
    evidence: float
    killed: float

    @property
    def gone(self) -> float:
        """Return the time from the first promise to the last kill."""
        return self.frozen + self.evidence + self.killed


@contextmanager
def lab_server(folder: Path) -> Iterator[Server]:
    """Boot a server that can run the project, and take it away again."""
    with slot(CACHE / "slots"), Server(build(), CACHE / "run", folder).running() as server:
        yield server


def evict(ring: Ring) -> Times:
    """End a ring by rootout; it must be the end."""
    server = ring.server
    case = f"{server.rootout('scan', '--json', timeout=900).json()['case']}"
    before = ring.restarts
    done = server.rootout("evict", case, "--yes", "--watch", "1", timeout=900)
    assert done.code == 0, done
    assert ring.members() == {}, "rootout left survivors"
    assert ring.restarts == before, "something was born during the eviction"
    return times(server.root / case.lstrip("/") / "journal.jsonl")


def times(journal: Path) -> Times:
    """Read from a journal when all was frozen, and when all was gone."""
    entries = [json.loads(line) for line in journal.read_bytes().splitlines()]
    stop = next(one["number"] for one in entries if one["action"] == "stop_process")
    freezing = [one for one in entries[:stop] if one["action"] == "freeze_process"]
    killing = [one for one in entries if one["step"] == entries[stop - 1]["step"]]
    marks = (freezing[0], freezing[-1], killing[0], killing[-1])
    begun, frozen, intended, gone = (1000 * float(one["time"]) for one in marks)
    return Times(frozen - begun, intended - frozen, gone - intended)


def pkill(ring: Ring) -> tuple[float, int]:
    """Kill a ring by name until none is found; return the milliseconds, and who survives that."""
    start = time.monotonic()
    ring.server.run("/bin/sh", "-c", PKILL, timeout=60 + PATIENCE)
    taken = 1000 * (time.monotonic() - start)
    time.sleep(0.5)
    return taken, len(ring.members())


def measure(size: int, folder: Path) -> tuple[Times, float, int]:
    """Return the times of both ways, and who survived the second."""
    with lab_server(folder) as server:
        ours = evict(plant_ring(server, size))
        theirs, survivors = pkill(plant_ring(server, size))
        return ours, theirs, survivors


def report(size: int, runs: list[tuple[Times, float, int]]) -> bool:
    """Print the medians of one size; say whether the claim holds."""
    names = ("frozen", "evidence", "killed", "gone")
    ours = {name: statistics.median(getattr(run[0], name) for run in runs) for name in names}
    theirs, survivors = statistics.median(run[1] for run in runs), max(run[2] for run in runs)
    cells = "".join(f"{ours[name]:10.0f}" for name in names)
    end = f"{survivors} alive after {theirs:.0f}" if survivors else f"{theirs:.0f}"
    print(f"{size:6}{cells}{end:>26}{theirs / ours['gone']:8.1f}", flush=True)
    limit = next(ms for most, ms in MOST_MILLISECONDS.items() if size <= most)
    return ours["frozen"] + ours["killed"] <= limit


def main(sizes: tuple[int, ...]) -> None:
    """Print one row for each size; fail where the claim does not hold."""
    head = "".join(f"{name:>10}" for name in ("frozen", "evidence", "killed", "gone"))
    print(f"{'N':>6}{head}{'pkill -9 loop':>26}{'ratio':>8}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        staged = stage(Path(folder))
        held = [
            report(size, [measure(size, staged) for _ in range(RUNS if size <= MANY else 1)])
            for size in sizes
        ]
    if not all(held):
        sys.exit("slower than claimed")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
