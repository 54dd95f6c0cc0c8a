"""lastlog in both byte orders, and its successors in SQLite."""

import sqlite3
import struct
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootout.collect.artifacts.last_logins import LASTLOG, LASTLOG2, WTMPDB, collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity
from rootout.model.record import Gap


def put(root: Path, path: str, data: bytes) -> None:
    place = root / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


def told(root: Path) -> list:
    return list(collect(FolderHost(str(root))))


def record(
    order: str, time: int, terminal: bytes = b"pts/0", host: bytes = b"203.0.113.9"
) -> bytes:
    return struct.pack(f"{order}i32s256s", time, terminal, host)


def database(created: str, inserted: str, *rows: tuple[object, ...]) -> bytes:
    made = sqlite3.connect(":memory:")
    made.execute(created)
    made.executemany(inserted, rows)
    made.commit()
    return made.serialize()


def test_lastlog_is_by_uid_in_either_byte_order(tmp_path):
    put(tmp_path, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\nbob:x:2:2::/home/bob:/bin/sh\n")
    for order in "<>":
        put(
            tmp_path,
            LASTLOG,
            record(order, 1_700_000_000) + bytes(292) + record(order, 1_600_000_000),
        )
        first, second = told(tmp_path)
        assert (first.user, first.time, first.address) == ("root", 1_700_000_000.0, "203.0.113.9")
        assert (second.user, second.origin.line) == ("bob", 2)
        assert second.entities() == (Entity("account", "bob"), Entity("address", "203.0.113.9"))


def test_lastlog2_is_read(tmp_path):
    created = (
        "CREATE TABLE Lastlog2(Name TEXT PRIMARY KEY, Time INTEGER, TTY TEXT, RemoteHost TEXT,"
        " Service TEXT)"
    )
    rows = ("alice", 1_700_000_000, "pts/1", "203.0.113.9", "sshd")
    put(tmp_path, LASTLOG2, database(created, "INSERT INTO Lastlog2 VALUES (?,?,?,?,?)", rows))
    (one,) = told(tmp_path)
    assert (one.source, one.user, one.time, one.service) == (
        "lastlog2",
        "alice",
        1_700_000_000.0,
        "sshd",
    )


def test_wtmpdb_is_read_without_its_boots(tmp_path):
    created = (
        "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT NOT NULL, Login INTEGER,"
        " Logout INTEGER, TTY TEXT, RemoteHost TEXT, Service TEXT)"
    )
    login = (1, 3, "alice", 1_700_000_000_000_000, 1_700_000_060_000_000, "pts/1", None, "sshd")
    boot = (2, 1, "reboot", 1_700_000_000_000_000, None, "~", None, None)
    put(
        tmp_path,
        WTMPDB[0],
        database(created, "INSERT INTO wtmp VALUES (?,?,?,?,?,?,?,?)", login, boot),
    )
    (one,) = told(tmp_path)
    assert (one.time, one.ended, one.address) == (1_700_000_000.0, 1_700_000_060.0, "")


def test_broken_databases_are_gaps(tmp_path):
    put(tmp_path, LASTLOG2, b"no database")
    (gap,) = told(tmp_path)
    assert isinstance(gap, Gap)
    assert gap.reason == "malformed"


def test_server_without_any_has_nothing(tmp_path):
    assert told(tmp_path) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=900))
def test_any_bytes_are_survived(tmp_path, data):
    put(tmp_path, LASTLOG, data)
    put(tmp_path, LASTLOG2, data)
    told(tmp_path)
