"""When the launchers of an incident would run next: earlier, nobody knows that they are gone."""

from collections.abc import Iterable, Iterator

from rootout.collect.artifacts.at_jobs import AtJob
from rootout.collect.artifacts.crontab import CronJob
from rootout.collect.artifacts.periodic_scripts import PeriodicScript
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.calendar_times import calendar_schedule, seconds_of
from rootout.collect.cron_times import cron_schedule
from rootout.collect.schedule import HORIZON, next_time
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.told import Told
from rootout.model.value import value
from rootout.respond.stages import LEAST_SECONDS

SLACK = 10  # seconds that a launcher may take to start something
SINCE_BOOT = ("OnBootSec", "OnStartupSec")
SINCE_OTHERS = ("OnActiveSec", "OnUnitActiveSec", "OnUnitInactiveSec")
ACCURACY = "1min"  # by which systemd may be late: AccuracySec= in systemd.timer(5)


@value
class Due:
    """One launcher that runs by the clock, and when; None: not within a day, or not known."""

    shown: str
    at: float | None


def dues_of(told: Told, host: Host, now: float) -> tuple[Due, ...]:
    """Return every launcher of the incidents of `told` that runs by the clock after `now`."""
    inside = {one for incident in told.incidents for one in incident.entities}
    evidence = told.evidence
    found = (*_jobs(inside, evidence, now), *_timers(inside, evidence, host, now))
    return tuple(dict.fromkeys(found))


def seconds_past(dues: Iterable[Due], now: float) -> float:
    """Return how long to watch from `now` on to see every launcher run whose time is known."""
    ends = [one.at + SLACK - now for one in dues if one.at is not None]
    return max(LEAST_SECONDS, *ends) if ends else LEAST_SECONDS


def _jobs(inside: set[Entity], evidence: Evidence, now: float) -> Iterator[Due]:
    for job in evidence.of(CronJob):
        if job.subject() in inside and (schedule := cron_schedule(job.schedule)):
            yield Due(shown=f"cron, {job.schedule}", at=next_time(schedule, now))
    for later in evidence.of(AtJob):
        if later.subject() in inside and later.time > now:
            yield Due(shown="at", at=later.time if later.time <= now + HORIZON else None)
    for script in evidence.of(PeriodicScript):
        if script.subject() in inside:
            yield Due(shown=f"cron, {script.period}", at=_period(script.period, evidence, now))


def _period(period: str, evidence: Evidence, now: float) -> float | None:
    """Return when the job runs that runs all scripts of a period; anacron says no hour."""
    jobs = (one for one in evidence.of(CronJob) if f"/etc/cron.{period}" in one.command)
    schedules = (cron_schedule(one.schedule) for one in jobs)
    times = [next_time(one, now) for one in schedules if one]
    return min((one for one in times if one is not None), default=None)


def _timers(inside: set[Entity], evidence: Evidence, host: Host, now: float) -> Iterator[Due]:
    for unit in evidence.of(SystemdUnit):
        if unit.name.endswith(".timer") and Entity("unit", unit.name) in inside:
            settings = [one.partition("=")[::2] for one in unit.triggers]
            elapses = [one for one in settings if one[0].startswith("On")]
            times = [_elapse(name, text, host, now) for name, text in elapses]
            known = [one for one in times if one is not None]
            at = min(known) + _delay(settings) if known else None
            if any(name not in SINCE_BOOT for name, _ in elapses) or known:
                yield Due(shown=unit.name, at=at)


def _elapse(name: str, text: str, host: Host, now: float) -> float | None:
    """Return when a trigger elapses at the latest; None for never, not within a day, or unknown."""
    if name == "OnCalendar":
        schedule = calendar_schedule(text)
        return next_time(schedule, now) if schedule else None
    span = seconds_of(text)
    if span is None:
        return None
    if name in SINCE_BOOT:
        span -= _uptime(host)
    at = now + span
    return at if now <= at <= now + HORIZON and name in (*SINCE_BOOT, *SINCE_OTHERS) else None


def _delay(settings: list[tuple[str, str]]) -> float:
    """Return by how much a timer may be late."""
    chosen = {"AccuracySec": ACCURACY, **dict(settings)}
    parts = (chosen.get("AccuracySec", ""), chosen.get("RandomizedDelaySec", ""))
    return min(sum(seconds_of(one) or 0.0 for one in parts), HORIZON)


def _uptime(host: Host) -> float:
    """Return for how many seconds the host runs: proc(5), /proc/uptime."""
    try:
        return float(host.read("/proc/uptime").data.split()[0])
    except (OSError, ValueError, IndexError):
        return float(HORIZON)
