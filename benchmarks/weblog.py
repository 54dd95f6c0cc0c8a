"""What the whole analysis of an access log of 5,000,000 lines costs, beside goaccess.

Claims: at least 100 MB/s on 2 cores and 12 times goaccess, at most 600 MB of memory; packed logs
take at most 15 % longer. Run: `.venv/bin/python benchmarks/weblog.py [LINES]`.
Needs Debian's goaccess and zstd.
"""

import gzip
import heapq
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.weblog.traffic import ATTACKS, DAY, START, addresses, ordinary

LINES = 5_000_000
VISITORS = 20_000
EACH_VISIT = 13  # lines
GARBAGE = (
    '203.0.113.77 - - [16/Nov/2023:01:00:00 +0000] "\\x16\\x03\\x01\\x02" 400 150 "-" "-"',
    '203.0.113.77 - - [16/Nov/2023:01:00:01 +0000] "GET / HTTP/1.1" 200 5 "-" "a \\"quoted\\" one"',
    '2001:db8::77 - - [16/Nov/2023:01:00:02 +0000] "GET / HTTP/1.1" 200 5 "-" "ends in \\\\"',
    "\x16\x03\x01 no log line at all \x00",
)
EVERY = 5000  # lines between two of them


def main() -> None:
    """Print one row for each kind of file, then one for goaccess."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        log = Path(folder, "access.log")
        guilty = write(log, count)
        size = log.stat().st_size / 1e6
        plain, document, memory = analysed(log)
        found = {one["address"] for one in document["attackers"]}
        print(f"{document['lines']} lines, {size:.0f} MB, {document['unreadable']} unreadable")
        print(f"rootout {plain:.1f} s, {size / plain:.0f} MB/s, {memory:.0f} MB of memory")
        print(
            f"    attackers missed: {len(guilty - found)}; innocent accused: {len(found - guilty)}"
        )
        with log.open("rb") as source, gzip.open(f"{log}.gz", "wb", 1) as packed:
            while data := source.read(1 << 24):
                packed.write(data)
        seconds, _, _ = analysed(Path(f"{log}.gz"))
        print(f".gz     {seconds:.1f} s, {seconds / plain:.2f} of plain")
        subprocess.run(["/usr/bin/zstd", "-q", "-1", str(log)], check=True)
        seconds, _, _ = analysed(Path(f"{log}.zst"))
        print(f".zst    {seconds:.1f} s, {seconds / plain:.2f} of plain")
        peer = goaccess(log, Path(folder))
        print(f"goaccess {peer:.1f} s, {size / peer:.0f} MB/s")
        print(f"rootout is {peer / plain:.1f} times as fast")


def write(path: Path, count: int) -> set[str]:
    """Write a log of about `count` lines, and return the addresses of those who attack in it."""
    dice = random.Random(1)
    visitors = addresses(dice, VISITORS)
    made = [one(dice, START + 2 * DAY + 3600 * (1 + n)) for n, one in enumerate(ATTACKS)]
    attacks = sorted(line for one in made for line in one.lines)
    visits = ordinary(dice, visitors, 3.0, count // EACH_VISIT)
    with path.open("w") as log:
        for number, line in enumerate(heapq.merge(visits, attacks, key=lambda one: one.time)):
            log.write(f"{line.text()}\n")
            if number % EVERY == 0:
                log.write(f"{GARBAGE[number // EVERY % len(GARBAGE)]}\n")
    return {address for one in made for address in one.addresses}


def analysed(path: Path) -> tuple[float, dict, float]:
    """Return seconds, document, and peak memory in MB of one analysis, in a process of its own."""
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "rootout", "weblog", "--json", str(path)], stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        text = running.stdout.read()
        _, _, usage = os.wait4(running.pid, 0)
        running.returncode = 0
    return time.perf_counter() - started, json.loads(text), usage.ru_maxrss / 1024


def goaccess(log: Path, folder: Path) -> float:
    """Return the seconds of goaccess' own analysis."""
    started = time.perf_counter()
    subprocess.run(
        ["/usr/bin/goaccess", str(log), "--log-format=COMBINED", "-o", str(folder / "out.json")],
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
