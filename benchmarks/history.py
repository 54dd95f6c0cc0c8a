"""What a look costs, what two weeks of history weigh, and how long trends takes.

Claims: a look each 10 s costs at most 0.5 % of one core; 14 days of 40 metrics are at most 60 MB;
trends takes at most 1 s. Run: `.venv/bin/python benchmarks/history.py`.
"""

import os
import random
import tempfile
import time
from pathlib import Path

from rootout.history.own import own_table
from rootout.history.recorder import SECONDS, Recorder
from rootout.history.sample import Sample
from rootout.history.sampler import Sampler
from rootout.history.store import History
from rootout.history.telling import Span, tell_trends
from rootout.history.use import Use
from rootout.host.live import LiveHost

DAY = 86400
METRICS, PROGRAMS, DAYS = 40, 20, 14
LOOKS = 30


def look() -> None:
    """Print what one look at this machine costs."""
    host = LiveHost()
    sampler = Sampler(host)
    sampler.look(0.0, 0.0)
    started = time.process_time()
    for number in range(LOOKS):
        sampler.look(number * 10.0 + 10, number * 10.0 + 10)
        time.sleep(0.2)
    spent = (time.process_time() - started) / LOOKS
    count = len(host.process_ids("listing"))
    share = 100 * spent / SECONDS
    print(f"look  {1000 * spent:.1f} ms of {count} processes: {share:.3f} % of one core")


class Looks:
    """A sampler that makes up what it sees."""

    def __init__(self) -> None:
        self._chance = random.Random(1)

    def look(self, now: float, moment: float) -> Sample:
        """Return metrics that vary, and programs that are called as real ones are."""
        chance = self._chance.random
        mean = {f"some.metric.{number}": 1e4 * chance() for number in range(METRICS - 1)}
        programs = {
            f"/usr/lib/some/program-{number}": Use(cpu=9 * chance(), read=1e5 * chance())
            for number in range(PROGRAMS)
        }
        mean["cpu.busy"] = 50 + chance()
        return Sample(
            time=now - 10, seconds=10, mean=mean, most={}, programs=programs, listeners=None
        )


def fortnight(folder: Path) -> None:
    """Write two weeks as they would be written, and print size, cost and the time of trends."""
    end = 1_795_445_700.0
    recorder = Recorder(LiveHost(), folder, sampler=Looks())
    started = time.process_time()
    ticks = range(DAYS * DAY // SECONDS)
    for number in ticks:
        recorder.tick(end - DAYS * DAY + number * SECONDS, number * float(SECONDS))
    spent = time.process_time() - started
    recorder.close()
    sizes = [one.stat().st_size for one in folder.iterdir()]
    share = 100 * spent / (DAYS * DAY)
    print(f"write {1000 * spent / len(ticks):.2f} ms a look: {share:.3f} % of one core")
    print(f"size  {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files: {METRICS} metrics, {DAYS} days")
    started = time.process_time()
    span = Span(since=end - DAY, until=end, days=DAYS)
    table = own_table(History(folder), span.since, span.until, span.days)
    tell_trends(table, "here", lambda _: None, span)
    print(f"tell  {time.process_time() - started:.2f} s of CPU")


if __name__ == "__main__":
    os.nice(10)
    look()
    with tempfile.TemporaryDirectory() as name:
        fortnight(Path(name))
