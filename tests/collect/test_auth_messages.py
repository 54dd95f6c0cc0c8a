"""A message becomes an event of the kind that its log has."""

from rootout.collect.artifacts.auth_log import LogEvent
from rootout.collect.auth_messages import event_of
from rootout.collect.syslog import SyslogLine
from rootout.model.record import Origin

PLACE = Origin(path="/var/log/auth.log", line=1)


def line(message: str, program: str = "sshd") -> SyslogLine:
    return SyslogLine(time=1.0, program=program, pid=7, message=message)


def test_login_is_an_event_of_the_kind_that_is_asked_for():
    event = event_of(
        LogEvent, line("Accepted password for root from 203.0.113.9 port 4 ssh2"), PLACE
    )
    assert isinstance(event, LogEvent)
    assert (event.event, event.user, event.address) == ("accepted", "root", "203.0.113.9")
    assert event.session == "root@203.0.113.9#7"


def test_talk_of_others_is_no_event():
    assert event_of(LogEvent, line("hello", "cron"), PLACE) is None
