"""The last login of each account, by lastlog(8), lastlog2 and wtmpdb."""

import sqlite3
import struct
from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.host.sqlite_table import read_table
from rootout.model.entity import Entity
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

LASTLOG = "/var/log/lastlog"
RECORD = "i32s256s"  # ll_time, ll_line, ll_host: bits/utmp.h; one for each uid
LASTLOG2 = "/var/lib/lastlog/lastlog2.db"
WTMPDB = ("/var/lib/wtmpdb/wtmp.db", "/var/log/wtmp.db")
MOST_BYTES = 64 * 1024 * 1024  # the file is as long as the greatest uid wants, with holes


@value
class LastLogin(Record):
    """One login; `source` is lastlog (the last one), lastlog2 (likewise) or wtmpdb (every one)."""

    source: str
    user: str
    time: float
    ended: float | None
    terminal: str
    address: str
    service: str

    def entities(self) -> tuple[Entity, ...]:
        """Return the account and the address."""
        address = (Entity("address", self.address),) if self.address else ()
        return (Entity("account", self.user), *address)


@artifact(form="tree", attack=("T1078",))
def collect(host: Host) -> Iterator[LastLogin | Gap]:
    """Logins as lastlog, lastlog2 and wtmpdb keep them."""
    yield from _guarded(host, LASTLOG, _lastlog)
    yield from _guarded(host, LASTLOG2, _lastlog2)
    for path in WTMPDB:
        yield from _guarded(host, path, _wtmpdb)


def _guarded(host: Host, path: str, read: object) -> Iterator[LastLogin | Gap]:
    assert callable(read)  # noqa: S101 - one of the three below
    try:
        yield from read(host, path)
    except FileNotFoundError:
        return
    except OSError as error:
        detail = error.strerror or ""
        yield Gap(artifact="last_logins", path=path, reason=reason_of(error), detail=detail)
    except (sqlite3.Error, ValueError) as error:
        yield Gap(artifact="last_logins", path=path, reason="malformed", detail=str(error))


def _lastlog(host: Host, path: str) -> Iterator[LastLogin]:
    data = host.head(path, MOST_BYTES)
    size = struct.calcsize(f"<{RECORD}")
    users = _users(host)
    order = _order(data, size)
    for uid in range(len(data) // size):
        raw = data[uid * size : (uid + 1) * size]
        if raw.strip(b"\0"):
            time, terminal, address = struct.unpack(f"{order}{RECORD}", raw)
            yield LastLogin(
                origin=Origin(path=path, line=uid),
                source="lastlog",
                user=users.get(uid, str(uid)),
                time=float(time),
                ended=None,
                terminal=_text(terminal),
                address=_text(address),
                service="",
            )


def _order(data: bytes, size: int) -> str:
    """Return the byte order in which more times lie between 1990 and 2100."""
    rows = [
        data[at : at + 4] for at in range(0, len(data) - 3, size) if data[at : at + 4].strip(b"\0")
    ]
    sense = {
        order: sum(struct.unpack(f"{order}i", row)[0] > 631_152_000 for row in rows)
        for order in "<>"
    }
    return ">" if sense[">"] > sense["<"] else "<"


def _lastlog2(host: Host, path: str) -> Iterator[LastLogin]:
    columns = ("Name", "Time", "TTY", "RemoteHost", "Service")
    for name, time, terminal, address, service in read_table(
        host.read(path).data, "Lastlog2", columns
    ):
        yield _login(path, "lastlog2", name, time, None, terminal, address, service)


def _wtmpdb(host: Host, path: str) -> Iterator[LastLogin]:
    columns = ("Type", "User", "Login", "Logout", "TTY", "RemoteHost", "Service")
    for kind, name, begun, ended, terminal, address, service in read_table(
        host.read(path).data, "wtmp", columns
    ):
        if kind == 3:  # USER_PROCESS of wtmpdb(3); times are microseconds
            end = _number(ended) / 1e6 if ended else None
            yield _login(
                path, "wtmpdb", name, _number(begun) / 1e6, end, terminal, address, service
            )


def _login(
    path: str, source: str, name: object, time: object, ended: float | None, *rest: object
) -> LastLogin:
    terminal, address, service = (str(one or "") for one in rest)
    return LastLogin(
        origin=Origin(path=path),
        source=source,
        user=str(name or ""),
        time=_number(time),
        ended=ended,
        terminal=terminal,
        address=address,
        service=service,
    )


def _number(item: object) -> float:
    return float(item) if isinstance(item, int | float) and abs(item) < 1e18 else 0.0


def _text(raw: bytes) -> str:
    return raw.partition(b"\0")[0].decode(errors="surrogateescape")


def _users(host: Host) -> dict[int, str]:
    """Return the first name of each uid in /etc/passwd."""
    users: dict[int, str] = {}
    try:
        lines = host.read("/etc/passwd").data.decode(errors="surrogateescape").split("\n")
    except OSError:
        return users
    for line in lines:
        words = line.split(":")
        if len(words) > 2 and words[2].isascii() and words[2].isdigit() and len(words[2]) < 11:
            users.setdefault(int(words[2]), words[0])
    return users
