from tests.records import accepted, cron_job, failed, file, finding, implant

from rootout.correlate.story import incidents_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Incident
from rootout.model.record import Gap, Record

GAP = Gap(artifact="a", path="/x", reason="denied")


def tell(records: list[Record], *findings: Finding, gaps: tuple[Gap, ...] = ()) -> list[Incident]:
    return list(incidents_of(Evidence(records, gaps), findings))


def accuse(record: Record, **changes: object) -> Finding:
    return finding(record.entities()[0], **changes)


def test_the_title_names_the_worst_finding_and_counts_what_belongs() -> None:
    evil, job = implant(), cron_job()
    (incident,) = tell(
        [evil, job, file()],
        accuse(evil, severity="critical", title="Deleted program"),
        accuse(job, title="Odd job"),
    )
    assert incident.title == "Deleted program (1 process, 1 launcher, 2 files)"
    assert incident.severity == "critical"


def test_an_incident_of_one_account_has_no_count() -> None:
    (incident,) = tell([], finding(Entity("account", "x")))
    assert incident.title == "A rule"


def test_processes_are_counted_in_the_plural() -> None:
    first, second = implant(11), implant(12)
    (incident,) = tell([first, second], accuse(first))
    assert "2 processes" in incident.title


def test_the_first_cause_is_the_first_login_of_the_incident() -> None:
    early, late = accepted(), accepted(pid=600, time=1_700_000_500.0, method="")
    session = Entity("session", late.session or "")
    (incident,) = tell(
        [early, late, failed(1)], finding(Entity("session", early.session or ""), session)
    )
    assert incident.first_cause
    assert incident.first_cause.startswith("login as root from 203.0.113.9 with password at 2023")
    assert "How they came in." not in incident.unknown


def test_a_login_without_a_method_is_told_without_one() -> None:
    login = accepted(method="")
    (incident,) = tell([login], accuse(login))
    assert incident.first_cause == "login as root from 203.0.113.9 at 2023-11-14 22:13:20 UTC"


def test_what_is_not_known_is_said() -> None:
    (incident,) = tell([], finding(Entity("file", "/x")), gaps=(GAP,))
    assert incident.first_cause is None
    assert len(incident.unknown) == 3


def test_the_worst_incident_comes_first_and_ids_are_stable() -> None:
    evil, other = implant(), implant(800, executable="/dev/shm/.y", sha256="cd" * 32)
    findings = (accuse(evil), accuse(other, severity="critical"))
    told = tell([evil, other], *findings)
    assert [one.severity for one in told] == ["critical", "high"]
    assert told == tell([other, evil], *reversed(findings))
