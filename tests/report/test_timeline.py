from tests.records import (
    NOON,
    accepted,
    account,
    authorized_key,
    cron_job,
    failed,
    file,
    finding,
    implant,
    process,
    unit,
)

from rootout.correlate.story import incidents_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.record import Record
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.report.timeline import timeline_of, timeline_text

SCAN = Scan(host="h", root="/", started=0.0, seconds=0.0, is_live=True)


def told(records: list[Record], *accused: Record) -> Told:
    evidence = Evidence(records)
    session = Entity("session", accepted().session or "")
    findings = tuple(finding(one.entities()[0], session, rule=one.id) for one in accused)
    incidents = incidents_of(evidence, findings)
    return Told(scan=SCAN, evidence=evidence, findings=findings, incidents=incidents)


def test_everything_of_an_incident_stands_in_the_order_of_time() -> None:
    login, evil, job, service = accepted(), implant(started=NOON + 5), cron_job(), unit()
    key, made, tried = authorized_key(), account(), failed(1, count=3)
    copy = file(modified=NOON + 1, changed=NOON + 90)
    records: list[Record] = [evil, job, service, key, made, copy, login, tried, process(9)]
    seen = timeline_of(told(records, login, evil, job, service, key, made))
    assert [one.time for one in seen] == sorted(one.time for one in seen)
    said = [one.what for one in seen]
    assert said[0] == "sshd: Failed password (3 times)"
    assert said[1] == "sshd: Accepted password"
    assert said[2] == "written: /usr/lib/.x/k"
    assert said[3] == "process 666 starts: /tmp/.x/k"
    assert said[-1] == "last changed (mode, owner, name): /usr/lib/.x/k"
    assert {
        "cron jobs last written: /etc/cron.d/x",
        "unit last written: /etc/systemd/system/x.service",
        "keys last written: /root/.ssh/authorized_keys",
        "accounts last written: /etc/passwd",
    } <= set(said)


def test_other_logins_of_a_used_account_are_left_out_and_a_made_account_is_told() -> None:
    login = accepted()
    other = accepted("198.51.100.7", pid=9, message="Accepted publickey")
    made = account()
    added = accepted(
        event="account_added", method="", user=made.name, address="", port=0, message="new user"
    )
    said = [one.what for one in timeline_of(told([login, other, made, added], login, made))]
    assert "sshd: Accepted publickey" not in said
    assert "sshd: new user" in said


def test_what_is_outside_is_left_out_and_nothing_is_said_twice() -> None:
    evil = implant()
    assert [one.what for one in timeline_of(told([evil, evil, process(9)], evil))] == [
        "process 666 starts: /tmp/.x/k"
    ]


def test_the_text_is_harmless() -> None:
    evil = implant(executable="/tmp/\x1b[2J")
    text = timeline_text(told([evil], evil))
    assert text == "2023-11-14 22:13:20 UTC  process 666 starts: /tmp/\\x1b[2J"


def test_a_program_without_a_path_is_named_as_it_calls_itself() -> None:
    evil = implant(executable=None)
    assert "starts: kworker/0:3" in timeline_text(told([evil], evil))


def test_without_an_incident_there_is_nothing_to_order() -> None:
    assert "no incident" in timeline_text(told([process(9)]))
