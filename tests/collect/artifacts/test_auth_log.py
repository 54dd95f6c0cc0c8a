import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect import compressed
from rootout.collect.artifacts import auth_log
from rootout.collect.artifacts.auth_log import parse
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap

KEY = "SHA256:PvUDHLJJ+55Pn3/pjIy+zaTgcLoUVrpflHYeq9BHdK8"
FAILED = "Failed password for root from 203.0.113.9 port 40000 ssh2"


def read(*messages, program="sshd[7]"):
    lines = [f"2025-02-03T04:05:06+00:00 h {program}: {message}" for message in messages]
    return parse_bytes("\n".join(lines).encode())


def parse_bytes(data, path="/var/log/auth.log"):
    return list(parse(EvidenceFile(path, data)))


@pytest.mark.parametrize(
    ("method", "end", "key"),
    [
        ("gssapi-with-mic", ": al@EXAMPLE.COM", ""),
        ("hostbased", f': RSA {KEY}, client user "al", client host "h"', KEY),
        ("publickey", ": RSA MD5:5e:3d:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77", ""),
        ("publickey", ": RSA 5e:3d:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77", ""),
        ("none", "", ""),  # an empty password
    ],
)
def test_no_login_is_missed_for_how_it_was_let_in(method, end, key):
    (event,) = read(f"Accepted {method} for al from 203.0.113.9 port 40000 ssh2{end}")
    assert (event.event, event.method, event.user) == ("accepted", method, "al")
    assert (event.address, event.port, event.fingerprint) == ("203.0.113.9", 40000, key)
    assert event.session == "al@203.0.113.9#7"


def test_a_failed_password_is_one_event():
    (event,) = read(
        "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
        "rhost=203.0.113.9  user=root",
        FAILED,
        "PAM 2 more authentication failures; logname= uid=0 rhost=203.0.113.9  user=root",
        "Connection closed by authenticating user root 203.0.113.9 port 40000 [preauth]",
        "Disconnected from authenticating user root 203.0.113.9 port 40000 [preauth]",
        "Received disconnect from 203.0.113.9 port 40000:11:  [preauth]",
        "Invalid user admin from 203.0.113.9 port 40000",
        "Failed none for invalid user admin from 203.0.113.9 port 40000 ssh2",
        "error: maximum authentication attempts exceeded for root from 203.0.113.9 port 1 ssh2",
    )
    assert (event.event, event.method, event.user) == ("failed", "password", "root")
    assert (event.address, event.port, event.pid, event.count) == ("203.0.113.9", 40000, 7, 1)


@pytest.mark.parametrize(
    ("message", "user", "address"),
    [
        ("Failed password for invalid user me from 2001:db8::1 port 9 ssh2", "me", "2001:db8::1"),
        (
            ("Failed password for invalid user root from 1.2.3.4 port 22 ssh2"
            " from 5.6.7.8 port 9 ssh2"),
            "root from 1.2.3.4 port 22 ssh2",
            "5.6.7.8",
        ),
        (
            (f"Failed password for invalid user a from 1.1.1.1 port 1 ssh2: RSA {KEY}"
            " from 5.6.7.8 port 9"),
            f"a from 1.1.1.1 port 1 ssh2: RSA {KEY}",
            "5.6.7.8",
        ),
        ("Failed password for invalid user  from 5.6.7.8 port 9 ssh2", "", "5.6.7.8"),
        ("Failed password for root from 5.6.7.8 port 9 ssh2 [preauth]", "root", "5.6.7.8"),
        ("Failed keyboard-interactive/pam for root from 5.6.7.8 port 9 ssh2", "root", "5.6.7.8"),
    ],
)  # fmt: skip
def test_names_that_attackers_choose_do_not_forge_an_address(message, user, address):
    (event,) = read(message)
    assert (event.event, event.user, event.address) == ("failed", user, address)


def test_repeated_messages_are_counted():
    (event,) = read(f"message repeated 3 times: [ {FAILED}]")
    assert (event.event, event.count, event.user) == ("failed", 3, "root")


@pytest.mark.parametrize("program", ["sshd[7]", "sshd-session[7]", "sshd"])
def test_a_login_begins_a_session_and_names_its_key(program):
    (event,) = read(
        f"Accepted publickey for alice from 10.0.0.1 port 5 ssh2: ED25519 {KEY}", program=program
    )
    assert (event.event, event.fingerprint, event.method) == ("accepted", KEY, "publickey")
    session = Entity("session", f"alice@10.0.0.1#{event.pid}")
    assert event.entities()[0] == session
    assert set(event.ties()) == {
        Tie(Entity("address", "10.0.0.1"), "starts", session),
        Tie(session, "logged_in_as", Entity("account", "alice")),
        Tie(Entity("key", KEY), "starts", session),
    }


def test_a_login_by_certificate_is_a_login():
    (event,) = read(
        f"Accepted publickey for a from 10.0.0.1 port 5 ssh2: RSA-CERT {KEY}"
        f" ID me (serial 0) CA RSA {KEY}"
    )
    assert (event.event, event.fingerprint) == ("accepted", KEY)


def test_only_sshd_tells_of_logins():
    assert read(FAILED, program="myapp[3]") == []
    assert read("new user: name=x, UID=0", program="sshd[3]") == []


@pytest.mark.parametrize(
    ("program", "message", "event", "user"),
    [
        ("useradd[1]", "new user: name=x, UID=0, GID=0, home=/root", "account_added", "x"),
        ("useradd[1]", "add 'x' to group 'sudo'", "account_changed", "x"),
        ("usermod[1]", "change user 'x' password", "account_changed", "x"),
        ("userdel[1]", "delete user 'x'", "account_changed", "x"),
        ("passwd[1]", "pam_unix(passwd:chauthtok): password changed for x", "account_changed", "x"),
        ("gpasswd[1]", "user x added by root to group sudo", "account_changed", "x"),
        ("groupadd[1]", "new group: name=g, GID=5", "account_changed", ""),
        ("sudo", "   x : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", "sudo", "x"),
        ("sshd[1]", "pam_unix(sshd:session): session opened for user x(uid=0) by a", "opened", "x"),
        ("su[1]", "pam_unix(su-l:session): session closed for user x", "closed", "x"),
    ],
)  # fmt: skip
def test_other_events_name_their_user(program, message, event, user):
    (found,) = read(message, program=program)
    assert (found.event, found.user) == (event, user)


def test_refused_sudo_and_sessions_of_cron_are_no_events():
    assert (
        read("x : user NOT in sudoers ; TTY=a ; PWD=/ ; USER=root ; COMMAND=/x", program="sudo")
        == []
    )
    assert read("x : 3 incorrect password attempts ; TTY=a ; COMMAND=/x", program="sudo") == []
    opened = "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)"
    assert read(opened, program="CRON[5]") == []


def test_torn_lines_and_zeros_are_gaps():
    found = parse_bytes(b"\0\0\0\0\nno line\n\n" + b"x" * 100_000)
    assert [one.detail for one in found] == [f"line {n} is no line of a log" for n in (1, 2, 4)]
    found = parse_bytes(b"x\n" * 100)
    assert len(found) == auth_log.MOST_GAPS + 1
    assert "100 lines" in found[-1].detail


def test_packed_logs_are_read_and_joined_ones_whole():
    line = f"2025-02-03T04:05:06Z h sshd[7]: {FAILED}\n".encode()
    packed = gzip.compress(line) + gzip.compress(line)
    assert [one.event for one in parse_bytes(packed)] == ["failed", "failed"]
    assert [one.reason for one in parse_bytes(packed[:-20]) if isinstance(one, Gap)] == [
        "malformed"
    ]
    assert [one.reason for one in parse_bytes(b"\x1f\x8bjunk")] == ["malformed"]
    assert [one.reason for one in parse_bytes(b"BZh91AY")] == ["unsupported"]


def test_a_packed_bomb_stays_small(monkeypatch):
    monkeypatch.setattr(compressed, "MOST_BYTES", 1 << 20)
    found = parse_bytes(gzip.compress(bytes(50 << 20)))
    assert [one.reason for one in found] == ["too_large", "malformed"]


def flood(number, address="203.0.113.9"):
    stamp = time.strftime("%b %e %H:%M:%S", time.localtime(1_700_000_000 + number))
    return f"{stamp} h sshd[{number}]: Failed password for root from {address} port 4 ssh2"


def test_of_forty_thousand_lines_the_login_is_not_lost():
    lines = [flood(number) for number in range(40_000)]
    lines.append(lines[-1].replace("Failed", "Accepted"))
    data = "\n".join(lines).encode()
    found = parse_bytes(data)
    assert sum(one.count for one in found if one.event == "failed") == 40_000
    assert len(found) == auth_log.MOST_SINGLE + 2
    assert [one.event for one in found].count("accepted") == 1


def test_a_flood_of_ever_new_addresses_is_bounded_and_said(monkeypatch):
    monkeypatch.setattr(auth_log, "MOST_SINGLE", 10)
    found = parse_bytes("\n".join(flood(n, f"10.0.{n}.1") for n in range(100)).encode())
    assert len([one for one in found if not isinstance(one, Gap)]) == 20
    details = [one.detail for one in found if isinstance(one, Gap)]
    assert details == ["80 failures of ever new addresses are left out"]


@given(st.one_of(st.binary(), st.binary().map(lambda data: b"\x1f\x8b" + data)))
def test_any_bytes_are_read(data):
    parse_bytes(data)


@given(
    st.text(alphabet=st.characters(codec="utf-8")),
    st.sampled_from(["sshd[1]", "sudo", "useradd[1]", "passwd"]),
)
def test_any_message_is_read(message, program):
    for whole in (message, f"Failed password for {message} from 1.1.1.1 port 2 ssh2"):
        for event in read(whole, program=program):
            assert isinstance(event, Gap) or event.id
