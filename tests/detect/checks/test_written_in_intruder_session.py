"""What was written since an intruder came in."""

import pytest
from tests.detect.examples import (
    ATTACKER,
    NOON,
    accepted,
    break_in,
    example,
    failures,
    file,
    job,
    key,
    unit,
)
from tests.detect.examples import judged as judged_by
from tests.records import process

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.at_jobs import AtJob
from rootout.collect.artifacts.sudoers import SudoersEntry
from rootout.detect.checks.written_in_intruder_session import judge
from rootout.model.entity import Entity

SESSION = Entity("session", f"root@{ATTACKER}#4242")
IN, BEFORE = NOON + 60, NOON - 86400
SPOOL = {"path": "/var/spool/cron/crontabs/root", "is_shared": True, "file_modified": IN}


def judged(*records):
    return judged_by(judge, *break_in(), *records)


def account(name, uid, **given):
    common = {"in_backup": False, "file_modified": IN}
    return example(Account, "/etc/passwd", name=name, uid=uid, **common | given)


def added(name, time=IN):
    return accepted(time, user=name, address="", event="account_added", method="")


def sudo_rule(**given):
    common = {"kind": "rule", "who": ("bob",), "file_modified": IN}
    return example(SudoersEntry, "/etc/sudoers.d/x", 1, **common | given)


@pytest.mark.parametrize(
    "record",
    [
        account("support", 0),
        job("/usr/bin/x", file_modified=IN),
        unit("dbus-cache.service", "/usr/bin/x", file_modified=IN),
        example(AtJob, "/var/spool/at/a", command="/usr/bin/x", file_modified=IN),
        sudo_rule(),
        file("/usr/lib/.x/y", changed=IN, is_hidden=True),
        file("/tmp/x", modified=IN, is_temporary=True),
    ],
)
def test_way_back_that_was_written_since_is_found(record):
    (found,) = judged(record)
    assert (found.severity, found.confidence) == ("high", "medium")
    assert found.entities == (record.entities()[0], SESSION)
    assert record.id in found.records
    assert found.techniques


def test_a_lone_line_of_a_shared_table_is_not_accused_by_time_alone():
    (found,) = judged(job("/usr/bin/x", **SPOOL))
    assert (found.severity, found.confidence) == ("informational", "low")


@pytest.mark.parametrize(
    "given", [{"is_shared": True}, {"package": "x"}, {"file_modified": BEFORE}]
)
def test_settings_that_may_be_old_are_left_alone(given):
    assert judged(sudo_rule(**given)) == []


def closed(time):
    return accepted(time, event="closed", method="", address="", pid=4242)


def test_what_was_written_after_the_session_closed_is_a_question_and_no_proof():
    (found,) = judged(unit("own.service", "/usr/bin/x", file_modified=IN), closed(IN - 30))
    assert (found.severity, found.confidence) == ("low", "low")


def test_what_was_written_before_the_session_closed_is_accused():
    (found,) = judged(unit("x.service", "/usr/bin/x", file_modified=IN), closed(IN + 30))
    assert found.severity == "high"


def test_of_a_session_without_an_end_one_hour_is_believed():
    late = unit("own.service", "/usr/bin/x", file_modified=NOON + 7200)
    (found,) = judged(late)
    assert found.confidence == "low"


def test_a_session_that_is_still_open_has_no_end():
    late = unit("x.service", "/usr/bin/x", file_modified=NOON + 7200)
    sshd = process(4242, name="sshd", started=NOON - 1)
    (found,) = judged(late, sshd)
    assert found.confidence == "medium"


def test_account_that_the_log_saw_being_added_is_found_for_certain():
    (found,) = judged(account("support", 1005, in_backup=None), added("support"))
    assert (found.severity, found.confidence) == ("high", "high")


def test_program_in_an_ordinary_place_is_found_with_less_alarm():
    (found,) = judged(file("/usr/local/bin/x", changed=IN, modified=BEFORE))
    assert found.severity == "medium"


def test_new_key_after_a_proven_one_is_found():
    own = accepted(BEFORE, address="198.51.100.1", method="publickey", fingerprint="SHA256:own")
    keys = key("own", 1, file_modified=IN), key("new", 2, file_modified=IN)
    (found,) = judged(own, *keys)
    assert found.entities == (Entity("key", "SHA256:new"), SESSION)
    assert found.confidence == "medium"


def test_keys_that_nothing_proves_are_found_in_doubt():
    found = judged(key("a", 1, file_modified=IN), key("b", 2, file_modified=IN))
    assert [(one.severity, one.confidence) for one in found] == [("medium", "low")] * 2
    assert "compare" in found[0].advice


def test_key_that_the_intruder_used_is_found_whatever_the_time_of_the_file():
    login = accepted(NOON + 99, method="publickey", fingerprint="SHA256:new", pid=9)
    (found,) = judged(login, key("new", 2, file_modified=BEFORE))
    assert (found.severity, found.confidence) == ("high", "high")


def test_line_of_a_shared_table_that_leads_to_something_new_is_found():
    lines = (
        job("/usr/bin/php", "/usr/bin/php", line=1, **SPOOL),
        job("/a/.x", "/a/.x", line=2, **SPOOL),
    )
    target = file("/a/.x", is_hidden=True, modified=BEFORE, changed=BEFORE)
    doubtful, found = sorted(judged(*lines, target), key=lambda one: one.entities[0].key)
    assert found.entities[0] == Entity("job", "/var/spool/cron/crontabs/root:2")
    assert (found.severity, found.confidence) == ("high", "medium")
    assert (doubtful.severity, doubtful.confidence) == ("informational", "low")


def test_last_login_before_the_writing_is_named():
    second = accepted(NOON + 30, user="alice", pid=77)
    (found,) = judged(second, unit("x.service", "/opt/x", file_modified=IN))
    assert found.entities[1] == Entity("session", f"alice@{ATTACKER}#77")


@pytest.mark.parametrize(
    "record",
    [
        account("root", 0),
        account("alice", 1000),
        account("support", 0, in_backup=True),
        account("support", 0, in_backup=None),
        account("support", 0, file_modified=BEFORE),
        job("/usr/local/bin/backup-www", file_modified=BEFORE),
        unit("shop-worker.service", "/usr/local/bin/shop-worker", file_modified=BEFORE),
        unit("nginx.service", "/usr/sbin/nginx", file_modified=IN, package="nginx"),
        key("own", 1, file_modified=BEFORE),
        file("/usr/local/bin/backup-www", modified=BEFORE, changed=BEFORE),
        file("/usr/bin/cat", modified=IN, changed=IN, package="coreutils", is_intact=True),
        file("/var/log/backup.log", changed=IN, content="text", is_executable=False),
        file("/srv/x", changed=IN, kind="directory"),
        added("ghost"),
    ],
)
def test_what_was_there_before_or_is_packaged_is_left_alone(record):
    assert judged(record) == []


def test_packaged_table_is_left_alone():
    table = file(
        "/etc/crontab", content="text", is_executable=False, package="cron", is_intact=True
    )
    assert judged(job("x", path="/etc/crontab", file_modified=IN), table) == []


def test_what_was_written_after_the_look_is_left_alone():
    late = unit("x.service", "/opt/x", file_modified=NOON + 9999, seen=NOON + 100)
    assert judged(late) == []


def test_account_that_was_added_before_is_left_alone():
    assert judged(account("support", 1005), added("support", BEFORE)) == []


def test_without_an_intruder_everything_is_left_alone():
    records = (account("support", 0), job("x", file_modified=IN), *failures(3), accepted(NOON))
    assert judged_by(judge, *records) == []
