"""Open sessions are tied to their leader, account and address."""

import errno

from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.collect.artifacts.login_sessions import FOLDER, collect
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap

SESSION = b"""# This is private data.
UID=0
USER=root
STATE=active
REMOTE=1
REMOTE_HOST=203.0.113.9
SERVICE=sshd
TTY=pts/0
LEADER=4242
REALTIME=1700000000000000
"""


def machine(**files: object) -> Machine:
    made = Machine()
    made.folders[FOLDER] = list(files)
    made.files |= {f"{FOLDER}/{name}": data for name, data in files.items()}  # type: ignore[dict-item]
    return made


def told(made: Machine) -> list:
    return list(collect(made))  # type: ignore[arg-type]


def test_session_is_named_as_the_log_names_it():
    (one,) = told(machine(c1=SESSION))
    assert one.session == "root@203.0.113.9#4242"
    assert (one.terminal, one.state, one.started) == ("pts/0", "active", 1_700_000_000.0)
    session, address = Entity("session", one.session), Entity("address", "203.0.113.9")
    assert one.entities() == (session, Entity("account", "root"), address)
    assert list(one.ties()) == [
        Tie(address, "starts", session),
        Tie(session, "logged_in_as", Entity("account", "root")),
    ]


def test_local_session_has_no_address():
    (one,) = told(machine(c1=b"USER=bob\nLEADER=7\n"))
    assert one.session == "bob@#7"
    assert len(one.entities()) == 2


def test_servers_without_logind_and_sessions_that_end_are_no_gap():
    assert told(Machine()) == []
    made = machine(c1=SESSION)
    del made.files[f"{FOLDER}/c1"]
    assert told(made) == []


def test_references_are_left_out_and_refusals_are_gaps():
    made = machine(**{"1.ref": b"", "1": OSError(errno.EACCES, "denied")})
    (gap,) = told(made)
    assert isinstance(gap, Gap)
    made.folders[FOLDER] = PermissionError(errno.EACCES, "denied")  # type: ignore[assignment]
    (gap,) = told(made)
    assert gap.path == FOLDER


@given(st.binary())
def test_any_bytes_are_survived(data):
    told(machine(c1=data))
