"""Logins that only the journal kept."""

from tests.detect.examples import NOON, accepted, example, failures, judged

from rootout.collect.artifacts.journal import JournalEvent
from rootout.detect.checks.log_lacks_a_login import judge
from rootout.model.entity import Entity


def kept(time: float = NOON, event: str = "accepted"):
    given = {"time": time, "event": event, "user": "root", "address": "203.0.113.9"}
    return example(JournalEvent, "/var/log/journal", 1, program="sshd", count=1, **given)


LOG = [*failures(3, NOON - 60), accepted(NOON + 60, "alice", "192.0.2.7")]


def test_login_that_the_log_lacks_is_found():
    (found,) = judged(judge, *LOG, kept())
    assert (found.severity, found.confidence) == ("medium", "low")
    assert found.entities[0] == Entity("file", "/var/log/auth.log")


def test_login_where_the_log_does_not_go_on_is_left_alone():
    assert judged(judge, *LOG, kept(NOON + 9000)) == []
    assert judged(judge, *LOG, kept(NOON - 9000)) == []
    assert judged(judge, kept()) == []


def test_other_messages_are_left_alone():
    assert judged(judge, *LOG, kept(event="failed")) == []
