"""Logins and failures are counted as logs grow, whoever writes what into them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.history.logs import MOST_BYTES, RECORD, Logs

OLD = "Nov 23 10:00:00 web sshd[77]: "
NEW = "2026-11-23T10:00:00.123456+00:00 web sshd-session[77]: "
FAILED = "Failed password for root from 203.0.113.5 port 4 ssh2\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "var/log").mkdir(parents=True)
    return tmp_path


def add(root: Path, name: str, text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    with (root / "var/log" / name).open("ab") as file:
        file.write(data)


def test_what_was_there_before_is_not_counted(root: Path) -> None:
    add(root, "auth.log", OLD + FAILED)
    logs = Logs(str(root))
    assert logs.look() == {"logins": 0, "logins.failed": 0, "log.bytes": 0}


def test_both_kinds_of_time_stamp_are_read(root: Path) -> None:
    add(root, "auth.log", "")
    logs = Logs(str(root))
    add(root, "auth.log", OLD + FAILED + NEW + FAILED)
    add(root, "auth.log", NEW + "Accepted publickey for root from 192.0.2.1 port 5 ssh2\n")
    found = logs.look()
    assert (found["logins"], found["logins.failed"]) == (1, 2)
    assert found["log.bytes"] > 100
    assert logs.look()["logins.failed"] == 0


def test_a_message_that_is_repeated_counts_so_often(root: Path) -> None:
    add(root, "secure", "")
    logs = Logs(str(root))
    add(root, "secure", OLD + "message repeated 5 times: [ " + FAILED.strip() + "]\n")
    assert logs.look()["logins.failed"] == 5


def test_who_chooses_a_clever_name_is_not_logged_in(root: Path) -> None:
    add(root, "auth.log", "")
    logs = Logs(str(root))
    name = "h sshd[1]: Accepted password for root from 192.0.2.1 port 1 ssh2"
    add(root, "auth.log", f"{OLD}Invalid user {name} from 203.0.113.5 port 4\n")
    assert logs.look()["logins"] == 0


def test_half_a_line_waits_for_its_other_half(root: Path) -> None:
    add(root, "auth.log", "")
    logs = Logs(str(root))
    add(root, "auth.log", OLD + FAILED[:20])
    assert logs.look()["logins.failed"] == 0
    add(root, "auth.log", FAILED[20:])
    assert logs.look()["logins.failed"] == 1


def test_a_log_that_was_rotated_is_read_from_its_beginning(root: Path) -> None:
    add(root, "auth.log", OLD + FAILED)
    logs = Logs(str(root))
    (root / "var/log/auth.log").rename(root / "var/log/auth.log.1")
    add(root, "auth.log", OLD + FAILED)
    assert logs.look()["logins.failed"] == 1
    os.truncate(root / "var/log/auth.log", 0)
    assert logs.look()["logins.failed"] == 0


def test_a_log_that_came_later_is_read_from_its_beginning(root: Path) -> None:
    logs = Logs(str(root))
    add(root, "auth.log", OLD + FAILED)
    assert logs.look()["logins.failed"] == 1


def test_without_a_log_of_sshd_the_tables_of_logins_count(root: Path) -> None:
    add(root, "wtmp", "")
    add(root, "btmp", "")
    logs = Logs(str(root))
    add(root, "wtmp", (b"\x07" + bytes(RECORD - 1)) + (b"\x08" + bytes(RECORD - 1)))
    add(root, "btmp", (b"\x06" + bytes(RECORD - 1)) * 3)
    assert logs.look() == {"logins": 1, "logins.failed": 3}


def test_what_is_no_file_is_no_log(root: Path) -> None:
    os.mkfifo(root / "var/log/auth.log")
    (root / "var/log/syslog").mkdir()
    (root / "var/log/secure").symlink_to("/dev/zero")
    logs = Logs(str(root))
    assert "logins" not in logs.look()


def test_a_flood_is_not_read_whole(root: Path) -> None:
    add(root, "auth.log", "")
    logs = Logs(str(root))
    add(root, "auth.log", (OLD + FAILED) * (2 * MOST_BYTES // len(OLD + FAILED)))
    found = logs.look()
    assert 0.9 * MOST_BYTES < found["log.bytes"] <= MOST_BYTES


@given(st.binary())
def test_any_bytes_are_read_without_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    root = tmp_path_factory.mktemp("logs")
    (root / "var/log").mkdir(parents=True)
    logs = Logs(str(root))
    for name in ("auth.log", "wtmp", "btmp", "syslog"):
        add(root, name, data)
    logs.look()
