"""What sshd, sudo, su, login and useradd wrote to the authentication log."""

from collections.abc import Iterator
from typing import Literal

from rootout.collect.registry import artifact
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Record
from rootout.model.value import value

Event = Literal[
    "accepted", "failed", "opened", "closed", "sudo", "account_added", "account_changed", "other"
]


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
    raise NotImplementedError
