"""The journal tells what no log has told, and nothing twice."""

import errno
import json
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st
from tests.records import accepted

from rootout.collect.artifacts.journal import JournalEvent, collect
from rootout.model.evidence import Evidence
from rootout.model.record import Gap

LOGIN = "Accepted password for root from 203.0.113.9 port 40000 ssh2"


def message(**changes: object) -> bytes:
    said = {
        "__REALTIME_TIMESTAMP": "1700000000000000",
        "SYSLOG_IDENTIFIER": "sshd",
        "_PID": "555",
        "MESSAGE": LOGIN,
    }
    return json.dumps(said | changes).encode()


def told(*lines: bytes, known: tuple = ()) -> list:
    host = SimpleNamespace(journal=lambda: b"\n".join(lines))
    return list(collect(host, Evidence(known)))  # type: ignore[arg-type]


def failing(error: OSError) -> list:
    def journal() -> bytes:
        raise error

    return list(collect(SimpleNamespace(journal=journal), Evidence(())))  # type: ignore[arg-type]


def test_login_is_told():
    (event,) = told(message())
    assert isinstance(event, JournalEvent)
    assert (event.user, event.address, event.pid) == ("root", "203.0.113.9", 555)
    assert event.time == 1_700_000_000.0


def test_what_a_log_has_is_not_told_again():
    known = accepted(time=1_700_000_001.4, pid=555, message=LOGIN)
    assert told(message(), known=(known,)) == []
    assert len(told(message(_PID="556"), known=(known,))) == 1
    nameless = accepted(time=1_700_000_000.0, pid=0, message=LOGIN)
    assert told(message(), known=(nameless,)) == []


def test_messages_that_are_no_text_are_bytes():
    (event,) = told(message(MESSAGE=list(LOGIN.encode())))
    assert event.user == "root"


def test_what_journalctl_does_not_write_is_counted_in_one_gap():
    (gap,) = told(b"{", b"[]", message(MESSAGE=None, __REALTIME_TIMESTAMP="x"))
    assert isinstance(gap, Gap)
    assert gap.detail.startswith("3 ")


def test_server_without_a_journal_is_no_gap_and_one_that_cannot_be_read_is():
    assert failing(FileNotFoundError(errno.ENOENT, "no")) == []
    (gap,) = failing(OSError(errno.ENOSYS, "no trustworthy journalctl is on this host"))
    assert "journalctl" in gap.detail


@given(st.binary())
def test_any_bytes_are_survived(data):
    told(data)
