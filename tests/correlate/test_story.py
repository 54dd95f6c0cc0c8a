from tests.records import (
    accepted,
    cron_job,
    failed,
    file,
    finding,
    implant,
    process,
    web_attack,
    web_shell,
)

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


def test_web_shell_its_visitor_and_its_child_are_one_story() -> None:
    shell, attack = web_shell(), web_attack()
    script = file(shell.path, content="script")
    child = process(
        50,
        unit="php8.2-fpm.service",
        name="sleep",
        uid=33,
        working_directory="/srv/www/uploads",
        started=1_700_000_300.0,
    )
    (incident,) = tell([shell, attack, script, child], accuse(shell), accuse(attack))
    assert {one.kind for one in incident.entities} == {"address", "url", "file", "process"}
    assert incident.first_cause == (
        "request for /uploads/x.php from 203.0.113.9 at 2023-11-14 22:15:00 UTC"
    )
    assert "How they came in." not in incident.unknown
    (entry,) = [one for one in incident.chapters if one.title == "How they came in"]
    said = (
        "203.0.113.9 over the web, 7 requests from 2023-11-14 22:15:00 UTC "
        "to 2023-11-14 22:16:40 UTC: it is posted to."
    )
    assert entry.sentences == (said,)


def test_attack_of_no_page_is_told_without_one() -> None:
    attack = web_attack(url_path="")
    (incident,) = tell([attack], accuse(attack))
    assert incident.first_cause == "request from 203.0.113.9 at 2023-11-14 22:15:00 UTC"


def test_visitor_of_a_web_shell_is_found_from_the_file() -> None:
    shell, attack = web_shell(), web_attack()
    (incident,) = tell([shell, attack, file(shell.path)], accuse(shell), accuse(attack))
    (again,) = tell([attack, shell, file(shell.path)], accuse(attack), accuse(shell))
    assert incident.entities == again.entities
