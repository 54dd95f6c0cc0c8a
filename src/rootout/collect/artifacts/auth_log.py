"""What sshd, sudo, su, login and useradd wrote to the authentication log."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from rootout.collect.compressed import unpacked
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
    r" from (?P<address>\S+) port (?P<port>\d{1,5})(?: ssh2)?"
    r"(?:: \S+ (?P<key>SHA256:[A-Za-z0-9+/]+)(?: ID .* CA \S+ SHA256:\S+)?)?(?: \[preauth\])?$",
    re.DOTALL,
)
# Whoever logged in has an account, so no blanks; what follows depends on how: gssapi-with-mic,
# hostbased, fingerprints by FingerprintHash md5.
OTHERWISE = re.compile(
    r"^Accepted (?P<method>\S+) for (?P<user>\S+) from (?P<address>\S+) port (?P<port>\d{1,5})"
    r"(?: ssh2)?: (?:\S+ (?P<key>SHA256:[A-Za-z0-9+/]+))?",
)
REPEATED = re.compile(
    r"^message repeated (?P<count>\d{1,9}) times: \[ ?(?P<message>.*)\]$", re.DOTALL
)
OPENED = re.compile(r"^pam_unix\(.*\): session (?P<word>opened|closed) for user (?P<user>[^\s(]+)")
ADDED = re.compile(r"^new user: name=(?P<user>[^,]*), UID=")
CHANGED = re.compile(r"(?:user|for|member) '?(?P<user>[^\s',;]+)'?|'(?P<added>[^']+)' to group")
SUDO = re.compile(
    r"^\s*(?P<user>\S+) : (?!.*(?:incorrect password|NOT|not allowed|required)).*COMMAND="
)
SSHD = frozenset(("sshd", "sshd-session", "sshd-auth"))
CRON = frozenset(("CRON", "cron", "crond"))  # a session each minute says nothing
ADDERS = frozenset(("useradd", "adduser"))
CHANGERS = frozenset(
    ("useradd", "usermod", "passwd", "chpasswd", "groupadd", "gpasswd", "userdel", "chage")
)
MOST_SINGLE = 20_000  # failures of one file that are told one by one, and then added up
LONGEST = 16_384  # bytes of one line; sshd and sudo write far less
MOST_GAPS = 20
MOST_MESSAGE = 500  # characters


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
    data, reason = unpacked(file.data)
    if reason:
        yield _gap(file, reason, "the compressed log is not read to its end")
    modified = file.stat.modified_ns / 1e9 if file.stat else 0.0
    torn = singles = 0
    flood = _Flood()
    for number, raw in enumerate(io.BytesIO(data), start=1):
        if not raw.strip():
            continue
        line = parse_line(raw.rstrip(b"\r\n"), modified) if len(raw) <= LONGEST else None
        if line is None:  # zeros too: a file system lost the end, or an intruder the beginning
            torn += 1
            if torn <= MOST_GAPS:
                yield _gap(file, "malformed", f"line {number} is no line of a log")
            continue
        event = _event(line, Origin(path=file.path, line=number))
        if event and event.event == "failed":
            singles += 1
            if singles > MOST_SINGLE:
                flood.add(event)
                continue
        if event:
            yield event
    yield from flood.events()
    if flood.lost:
        yield _gap(file, "too_large", f"{flood.lost} failures of ever new addresses are left out")
    if torn > MOST_GAPS:
        yield _gap(file, "malformed", f"{torn} lines in all are no lines of a log")


class _Flood:
    """Failures beyond what is told one by one: those of the same address and user are one."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str, str], AuthEvent] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self.lost = 0

    def add(self, event: AuthEvent) -> None:
        """Count `event`, which comes after all that were added before."""
        key = (event.address, event.user, event.method)
        if key not in self._last and len(self._last) >= MOST_SINGLE:
            self.lost += event.count
            return
        self._last[key] = event
        self._counts[key] += event.count

    def events(self) -> Iterator[AuthEvent]:
        """Yield the last failure of each kind, with the number of all."""
        for key, event in self._last.items():
            yield replace(event, count=self._counts[key])


def _event(line: SyslogLine, origin: Origin) -> AuthEvent | None:
    message, count = line.message, 1
    if repeated := REPEATED.match(message):
        message, count = repeated["message"], int(repeated["count"])
    name: Event = "other"
    fields: dict[str, str] = {}
    if line.program in SSHD and (login := LOGIN.match(message)):
        name = "accepted" if login["word"] == "Accepted" else "failed"
        fields = login.groupdict()
        if fields["method"] == "none" and name == "failed":
            return None  # how ssh(1) asks which methods there are
    elif line.program in SSHD and (login := OTHERWISE.match(message)):
        name, fields = "accepted", login.groupdict()
    elif line.program not in CRON and (session := OPENED.match(message)):
        name = "opened" if session["word"] == "opened" else "closed"
        fields = session.groupdict()
    elif line.program in ADDERS and (added := ADDED.match(message)):
        name, fields = "account_added", added.groupdict()
    elif line.program in CHANGERS:
        name = "account_changed"
        changed = CHANGED.search(message)
        fields = {"user": (changed["user"] or changed["added"]) if changed else ""}
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


def _gap(file: EvidenceFile, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="auth_log", path=file.path, reason=reason, detail=detail)
