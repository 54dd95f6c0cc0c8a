"""Accounts, with the state of their passwords."""

import re
from collections.abc import Iterator
from typing import Literal

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

Password = Literal["set", "locked", "empty", "none", "unknown"]
RANGES = ("/etc/subuid", "/etc/subgid")
BACKUPS = ("/etc/passwd-", "/var/backups/passwd.bak")
NUMBER = re.compile(r"[ \t\v\f\r]*([+-]?)([0-9]+)")
MOST_DIGITS = 4000  # Python refuses to read more; what is longer is too great anyway
GREATEST = 2**64 - 1


@value
class Account(Record):
    """One line of passwd(5), joined with shadow(5) and group(5)."""

    name: str
    uid: int
    gid: int
    description: str
    home: str
    shell: str
    password: Password
    password_changed: int | None  # days since 1970, third field of shadow
    groups: tuple[str, ...]
    in_backup: bool | None  # also in /etc/passwd- or /var/backups/passwd.bak; None: no backup
    file_modified: float
    joined: tuple[str, ...] = ()  # groups that /etc/group- has, without this account
    subordinate: tuple[str, ...] = ()  # subuid(5) and subgid(5): START:COUNT

    def entities(self) -> tuple[Entity, ...]:
        """Return the account."""
        return (Entity("account", self.name),)


@artifact(form="tree", attack=("T1136.001",))
def collect(host: Host) -> Iterator[Account | Gap]:
    """Every account of /etc/passwd, whatever its shell."""
    passwd = host.read("/etc/passwd")
    shadow: dict[str, list[str]] = {}
    for row in _rows(host, "/etc/shadow"):
        if len(row) > 2:
            shadow.setdefault(row[0], row)  # the first line of a name counts
    backup = _backup(host)
    groups = _members(host, "/etc/group", "/etc/gshadow")
    before = _members(host, "/etc/group-", "/etc/gshadow-")
    ranges = [row for path in RANGES for row in _rows(host, path) if len(row) == 3]
    modified = passwd.stat.modified_ns / 1e9 if passwd.stat else 0.0
    for line in passwd.lines():
        row = _fields(line)
        uid, gid = _number(row[2]), _number(row[3])
        if uid is None or gid is None or not row[0]:
            if not line.startswith(("+", "-")):  # NIS: nsswitch.conf(5)
                yield _malformed(passwd, line.origin)
            continue
        password, changed = _password(row, shadow.get(row[0]))
        yield Account(
            origin=line.origin,
            name=row[0],
            uid=uid,
            gid=gid,
            description=row[4],
            home=row[5],
            shell=":".join(row[6:]),
            password=password,
            password_changed=changed,
            groups=tuple(name for name, members in groups.items() if row[0] in members),
            in_backup=None if backup is None else row[0] in backup,
            file_modified=modified,
            joined=tuple(
                name
                for name, members in groups.items()
                if row[0] in members and name in before and row[0] not in before[name]
            ),
            subordinate=tuple(f"{one[1]}:{one[2]}" for one in ranges if one[0] == row[0]),
        )


def _fields(line: str) -> list[str]:
    """Split a line as glibc does: it ends at a NUL, and what is missing at its end is empty.

    `x::0:0` is an account with the rights of root and no password.
    """
    row = line.partition("\0")[0].lstrip("\v\f").split(":")
    return row + [""] * (7 - len(row))


def _rows(host: Host, path: str) -> list[list[str]]:
    try:
        return [line.split(":") for line in host.read(path).lines(comment="")]
    except OSError:
        return []


def _members(host: Host, *paths: str) -> dict[str, frozenset[str]]:
    """Return who is in each group, by group(5) and gshadow(5): whoever is in either is in it."""
    found: dict[str, frozenset[str]] = {}
    for path in paths:
        for row in _rows(host, path):
            if len(row) >= 4:
                found[row[0]] = found.get(row[0], frozenset()).union(row[3].split(","))
    return found


def _backup(host: Host) -> frozenset[str] | None:
    for path in BACKUPS:
        if rows := _rows(host, path):
            return frozenset(row[0] for row in rows)
    return None


def _password(row: list[str], shadow: list[str] | None) -> tuple[Password, int | None]:
    field = shadow[1] if shadow and row[1] == "x" else row[1]
    changed = _number(shadow[2]) if shadow else None
    if row[1] == "x" and shadow is None:
        return "unknown", None
    if field == "":
        return "empty", changed
    if field.lstrip("!")[:1] in ("", "*"):
        return "none", changed
    return ("locked" if field.startswith("!") else "set"), changed


def _number(field: str) -> int | None:
    """Read a number as glibc does for passwd, by strtoul(3) and then cut to 32 bits.

    Blanks, zeros and a sign may stand before it, and what is too great is the greatest.
    """
    match = NUMBER.fullmatch(field)
    if match is None:
        return None
    number = int(match[2]) if len(match[2]) <= MOST_DIGITS else GREATEST
    number = min(number, GREATEST)
    return min(-number % (GREATEST + 1) if match[1] == "-" else number, 0xFFFFFFFF)


def _malformed(passwd: EvidenceFile, origin: Origin) -> Gap:
    detail = f"line {origin.line} is no account"
    return Gap(artifact="accounts", path=passwd.path, reason="malformed", detail=detail)
