from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from tests.machine import Machine
from tests.records import cron_job, file, finding, implant, unit

from rootout.collect.artifacts.at_jobs import AtJob
from rootout.collect.artifacts.periodic_scripts import PeriodicScript
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.correlate.story import incidents_of
from rootout.model.evidence import Evidence
from rootout.model.record import Origin, Record
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.workflow.due import SLACK, Due, dues_of, seconds_past

NOW = datetime(2026, 11, 23, 17, 54, 12, tzinfo=UTC).timestamp()
LINE = {
    "text": "",
    "file_modified": 0.0,
    "is_shared": False,
    "user": "root",
    "command": "/usr/lib/.x/k",
}
PERIODIC = PeriodicScript(
    origin=Origin(path="/etc/cron.hourly/x"), period="hourly", targets=("/usr/lib/.x/k",), **LINE
)  # type: ignore[arg-type]


@pytest.fixture
def host() -> Machine:
    machine = Machine()
    machine.files["/proc/uptime"] = b"600.5 1000.0\n"
    return machine


def told(*records: Record) -> Told:
    evidence = Evidence((implant(), file(), *records))
    guilty = [one for one in records if "/usr/lib/.x/k" in str(one)]
    findings = tuple(finding(one.entities()[0], rule=str(one)) for one in (implant(), *guilty))
    return Told(
        scan=Scan(host="h", root="/", started=NOW, seconds=0.0, is_live=True),
        evidence=evidence,
        findings=findings,
        incidents=incidents_of(evidence, findings),
    )


def timer(*triggers: str) -> SystemdUnit:
    return unit("x.timer", triggers=triggers)


def wait(host: Machine, *records: Record) -> float | None:
    (due,) = dues_of(told(*records), host, NOW)
    return None if due.at is None else due.at - NOW


def test_a_cron_line_is_waited_for(host: Machine) -> None:
    assert wait(host, cron_job()) == 48
    assert wait(host, cron_job(schedule="@hourly")) == 5 * 60 + 48
    assert wait(host, cron_job(schedule="0 0 1 1 *")) is None
    assert dues_of(told(cron_job(schedule="@reboot")), host, NOW) == ()


def test_only_what_is_the_incidents_is_waited_for(host: Machine) -> None:
    mine = cron_job("/usr/bin/backup", origin=Origin(path="/etc/cron.d/mine", line=1))
    assert dues_of(told(mine), host, NOW) == ()


@pytest.mark.parametrize(
    ("triggers", "seconds"),
    [
        (("OnCalendar=*:0/10",), 348 + 60),
        (("OnCalendar=*:0/10", "AccuracySec=1s"), 348 + 1),
        (("OnCalendar=*:0/10", "AccuracySec=1s", "RandomizedDelaySec=1h"), 348 + 3601),
        (("OnBootSec=1min", "OnUnitActiveSec=5min", "AccuracySec=0"), 300),
        (("OnBootSec=15min", "AccuracySec=0"), 299.5),
        (("OnCalendar=*:0/10", "OnUnitInactiveSec=30", "AccuracySec=0"), 30),
        (("OnCalendar=yearly",), None),
        (("OnCalendar=whenever",), None),
        (("OnUnitActiveSec=infinity",), None),
        (("OnUnitActiveSec=2d",), None),
    ],
)
def test_a_timer_is_waited_for(
    host: Machine, triggers: tuple[str, ...], seconds: float | None
) -> None:
    assert wait(host, timer(*triggers)) == seconds


def test_a_timer_that_ran_after_the_boot_runs_no_more(host: Machine) -> None:
    assert dues_of(told(timer("OnBootSec=1min")), host, NOW) == ()
    del host.files["/proc/uptime"]
    assert dues_of(told(timer("OnBootSec=1min")), host, NOW) == ()
    assert dues_of(told(unit()), host, NOW) == ()


def test_an_at_job_is_waited_for_unless_it_is_over(host: Machine) -> None:
    def job(time: float) -> AtJob:
        origin = Origin(path="/var/spool/cron/atjobs/a")
        return AtJob(origin=origin, uid=0, time=time, targets=("/usr/lib/.x/k",), **LINE)  # type: ignore[arg-type]

    assert wait(host, job(NOW + 600)) == 600
    assert wait(host, job(NOW + 1e6)) is None
    assert dues_of(told(job(NOW - 1)), host, NOW) == ()


def test_a_script_runs_when_the_job_of_its_folder_does(host: Machine) -> None:
    runs = cron_job(
        "cd / && run-parts --report /etc/cron.hourly",
        schedule="17 * * * *",
        origin=Origin(path="/etc/crontab", line=9),
        targets=(),
    )
    assert wait(host, PERIODIC, runs) == 22 * 60 + 48
    assert wait(host, PERIODIC) is None


def test_the_watch_is_past_the_last_of_them_and_never_short() -> None:
    dues = [Due(shown="a", at=NOW + 300), Due(shown="b", at=NOW + 10), Due(shown="c", at=None)]
    assert seconds_past(dues, NOW) == 300 + SLACK
    assert seconds_past(dues[1:], NOW) == 75
    assert seconds_past(dues[2:], NOW) == 75
    assert seconds_past((), NOW) == 75


def test_a_clock_that_says_nonsense_is_no_reason_to_fail() -> None:
    host = SimpleNamespace(read=lambda _: SimpleNamespace(data=b"soon"))
    assert dues_of(told(timer("OnBootSec=1min")), host, NOW) == ()  # type: ignore[arg-type]
