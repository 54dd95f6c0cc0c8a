"""What sshd, sudo, su, login and useradd say of who did what, wherever it was written down."""

import re
from collections.abc import Iterator
from typing import Literal, TypeVar

from rootout.collect.syslog import SyslogLine
from rootout.model.entity import Entity, Tie
from rootout.model.record import Origin, Record
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
MOST_MESSAGE = 500  # characters


@value
class AuthEvent(Record):
    """One message that says who did what; each log has a kind of its own."""

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


E = TypeVar("E", bound=AuthEvent)


def event_of(kind: type[E], line: SyslogLine, origin: Origin) -> E | None:
    """Return what a message says, as an event of `kind`; None where it says nothing of that."""
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
    return kind(
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
