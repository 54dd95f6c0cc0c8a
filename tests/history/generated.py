"""Fifteen days of an ordinary server: office hours, a backup at night, deploys, a weekly job."""

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

from rootout.history.sample import Sample
from rootout.history.table import DAY, HOUR, MINUTE, Table, by_hour, by_minute
from rootout.history.use import Use

NOW = 1_795_445_700.0  # Monday 2026-11-23 14:55 UTC
SINCE = NOW - DAY
DAYS = 14
LISTENERS = ("tcp 0.0.0.0 22", "tcp 0.0.0.0 443")
Change = Callable[[Sample], Sample]


def table(change: Change = lambda one: one, seed: int = 1) -> Table:
    """Return the history of a server; `change` puts something into each sample."""
    samples = [change(one) for one in _ordinary(seed)]
    minutes = by_minute(one for one in samples if one.time >= SINCE - 2 * HOUR)
    return Table(source="generated", hours=by_hour(samples), minutes=minutes)


@cache
def _ordinary(seed: int) -> tuple[Sample, ...]:
    return tuple(_samples(random.Random(seed)))


def _samples(chance: random.Random) -> Iterator[Sample]:
    moment = (NOW - (DAYS + 1) * DAY) // HOUR * HOUR
    deploys = {day: chance.uniform(9, 17) for day in range(20) if chance.random() < 0.4}
    while moment < NOW:
        step = MINUTE if moment >= SINCE - 2 * HOUR else 12 * MINUTE
        yield _sample(chance, moment, float(step), deploys)
        moment += step


def _sample(
    chance: random.Random, moment: float, seconds: float, deploys: dict[int, float]
) -> Sample:
    hour = moment / HOUR % 24
    weekday = int(moment // DAY + 3) % 7
    work = max(0.0, math.sin((hour - 7) / 12 * math.pi)) * (0.3 if weekday > 4 else 1.0)
    jitter = chance.lognormvariate(0, 0.25)
    begins = deploys.get(int(moment // DAY) % 20)
    deploy = 1.0 if begins and weekday < 5 and begins <= hour < begins + 0.5 else 0.0
    backup = 1.0 if 2 + jitter / 9 <= hour < 3.2 else 0.0
    weekly = 1.0 if weekday == 6 and 4 <= hour < 6 else 0.0
    requests = (1 + 20 * work) * jitter
    web = 4 * work * jitter * 3
    programs = {"/usr/sbin/nginx": Use(cpu=web), "/usr/bin/mysqld": Use(cpu=web / 2, written=3e5)}
    if backup:
        programs["/usr/bin/borg"] = Use(cpu=25, read=4e7)
    if weekly:
        programs["/usr/bin/updatedb"] = Use(cpu=60, read=2e7)
    if deploy:
        programs["/usr/bin/npm"] = Use(cpu=50)
    cpu = sum(one.cpu for one in programs.values()) + 1 + chance.random()
    mean = {
        "cpu.busy": min(100.0, cpu),
        "load": cpu / 25,
        "memory.used": 3e9 + 2e8 * work + 5e7 * chance.random(),
        "disk.read": 1e5 * jitter + 4e7 * backup + 2e7 * weekly,
        "disk.written": (3e5 + 4e5 * work) * jitter + 1e7 * deploy,
        "network.bytes.out": requests * 3e4 + 5e6 * backup,
        "network.bytes.in": requests * 4e3 + 2e6 * deploy,
        "connections.out": (0.2 + 0.5 * work) * jitter + 3 * deploy,
        "connections.in": requests,
        "connections.failed": 0.05 * jitter,
        "tcp.established": 20 + 60 * work * jitter,
        "processes": 150 + 20 * work + 10 * deploy,
        "processes.started": 0.5 + work * jitter,
        "logins": (2 * work * (chance.random() < 0.2)) / HOUR,
        "logins.failed": 120 * chance.lognormvariate(0, 0.6) / HOUR,
        "log.bytes": (60 + 300 * work) * jitter,
    }
    return Sample(
        time=moment, seconds=seconds, mean=mean, most={}, programs=programs, listeners=LISTENERS
    )


def plus(one: Sample, **more: float) -> Sample:
    """Add to metrics, dots written as two underscores."""
    named = {name.replace("__", "."): amount for name, amount in more.items()}
    return replace(
        one,
        mean=one.mean | {name: one.mean.get(name, 0) + amount for name, amount in named.items()},
    )


def from_on(moment: float, change: Change) -> Change:
    return lambda one: change(one) if one.time >= moment else one


def mined(program: str, since: float = SINCE + 12 * HOUR) -> Change:
    def dig(one: Sample) -> Sample:
        more = {**one.programs, program: Use(cpu=80)}
        return replace(plus(one, cpu__busy=70, load=4), programs=more)

    return from_on(since, dig)
