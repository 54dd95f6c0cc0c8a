"""What sshd, sudo, su, login and useradd wrote to the authentication log."""

import re
import zlib
from collections.abc import Iterator
from typing import Literal

from rootout.collect.registry import artifact
from rootout.collect.syslog import SyslogLine, parse_line
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Origin, Reason, Record
from rootout.model.value import value

Event = Literal[
    "accepted", "failed", "opened", "closed", "sudo", "account_added", "account_changed", "other"
]

# Attackers choose the user's name, so the fixed words are matched from the right: sshd(8), auth.c.
LOGIN = re.compile(
    r"^(?P<word>Accepted|Failed) (?P<method>\S+) for (?P<invalid>invalid user )?(?P<user>.*)"
    r" from (?P<address>\S+) port (?P<port>\d{1,5})(?: ssh2)?(?:: \S+ (?P<key>SHA256:\S+))?$",
    re.DOTALL,
)
REPEATED = re.compile(
    r"^message repeated (?P<count>\d{1,9}) times: \[ ?(?P<message>.*)\]$", re.DOTALL
)
OPENED = re.compile(r"^pam_unix\(.*\): session (?P<word>opened|closed) for user (?P<user>[^\s(]+)")
ADDED = re.compile(r"^new user: name=(?P<user>[^,]*), UID=")
SUDO = re.compile(r"^\s*(?P<user>\S+) : .*COMMAND=")
CHANGERS = frozenset(("usermod", "passwd", "chpasswd", "groupadd", "gpasswd", "userdel", "chage"))
MOST_BYTES = 256 * 1024 * 1024  # of a log after decompression
MOST_GAPS = 20
MOST_MESSAGE = 500  # characters
GZIP = 16 + zlib.MAX_WBITS


@value
class AuthEvent(Record):
    """One line of auth.log or secure that says who did what."""

    time: float  # seconds since 1970; the year of a traditional time stamp is inferred
    program: str
    pid: int
    event: Event
    method: str  # password, publickey, keyboard-interactive/pam; empty where not a login
    user: str
    address: str
    port: int
    fingerprint: str  # SHA256:... of the key, where one was used
    message: str
    count: int = 1  # of `message repeated N times`

    @property
    def session(self) -> str | None:
        """Return the session's key where this line begins one: `account@address#pid`."""
        return f"{self.user}@{self.address}#{self.pid}" if self.event == "accepted" else None

    def entities(self) -> tuple[Entity, ...]:
        """Return the session, the address and the account, as far as they are named."""
        session = (Entity("session", self.session),) if self.session else ()
        address = (Entity("address", self.address),) if self.address else ()
        account = (Entity("account", self.user),) if self.user else ()
        return session + address + account

    def ties(self) -> Iterator[Tie]:
        """Tie an address to the session it opened, and the session to its account."""
        if self.session:
            session = Entity("session", self.session)
            yield Tie(Entity("address", self.address), "starts", session)
            yield Tie(session, "logged_in_as", Entity("account", self.user))
            if self.fingerprint:
                yield Tie(Entity("key", self.fingerprint), "starts", session)


@artifact(
    files=("/var/log/auth.log*", "/var/log/secure*"),
    attack=("T1110", "T1078"),
)
def parse(file: EvidenceFile) -> Iterator[AuthEvent | Gap]:
    """Logins, failures, sudo and account changes as the log tells them."""
    data, whole = _unpacked(file.data)
    if not whole:
        yield _gap(file, "too_large", "the compressed log is cut short or damaged")
    modified = file.stat.modified_ns / 1e9 if file.stat else 0.0
    torn = 0
    for number, raw in enumerate(data.split(b"\n"), start=1):
        if not raw.strip(b"\0 \t\r"):
            torn += b"\0" in raw  # a file system that lost its end, or a log wiped with zeros
            continue
        line = parse_line(raw, modified)
        if line is None:
            torn += 1
            if torn <= MOST_GAPS:
                yield _gap(file, "malformed", f"line {number} is no line of a log")
            continue
        event = _event(line, Origin(path=file.path, line=number))
        if event:
            yield event
    if torn > MOST_GAPS:
        yield _gap(file, "malformed", f"{torn} lines in all are no lines of a log")


def _event(line: SyslogLine, origin: Origin) -> AuthEvent | None:
    message, count = line.message, 1
    if repeated := REPEATED.match(message):
        message, count = repeated["message"], int(repeated["count"])
    name: Event = "other"
    fields: dict[str, str] = {}
    if login := LOGIN.match(message):
        name = "accepted" if login["word"] == "Accepted" else "failed"
        fields = login.groupdict()
    elif session := OPENED.match(message):
        name = "opened" if session["word"] == "opened" else "closed"
        fields = session.groupdict()
    elif added := ADDED.match(message):
        name, fields = "account_added", added.groupdict()
    elif line.program in CHANGERS:
        name = "account_changed"
    elif line.program == "sudo" and (command := SUDO.match(message)):
        name, fields = "sudo", command.groupdict()
    else:
        return None
    return AuthEvent(
        origin=origin,
        time=line.time,
        program=line.program,
        pid=line.pid,
        event=name,
        method=fields.get("method", ""),
        user=fields.get("user", ""),
        address=fields.get("address", ""),
        port=int(fields.get("port", 0)),
        fingerprint=fields.get("key") or "",
        message=message[:MOST_MESSAGE],
        count=count,
    )


def _unpacked(data: bytes) -> tuple[bytes, bool]:
    """Return the text of a log, and whether it is whole; gzip is known by its first bytes."""
    if not data.startswith(b"\x1f\x8b"):
        return data, True
    unpacker = zlib.decompressobj(GZIP)
    try:
        text = unpacker.decompress(data, MOST_BYTES)
    except zlib.error:
        return b"", False
    return text, unpacker.eof


def _gap(file: EvidenceFile, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="auth_log", path=file.path, reason=reason, detail=detail)
