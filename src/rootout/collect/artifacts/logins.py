"""Logins, logouts, boots and failed tries, from wtmp, btmp and utmp."""

from collections.abc import Iterator
from typing import Literal

from rootout.collect.registry import artifact
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Record
from rootout.model.value import value

Event = Literal["login", "logout", "boot", "shutdown", "failed", "current"]


@value
class Login(Record):
    """One record of utmp(5)."""

    event: Event
    user: str
    terminal: str
    address: str  # remote host or address; empty for a local login
    pid: int
    time: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the account and the address."""
        account = (Entity("account", self.user),) if self.user else ()
        address = (Entity("address", self.address),) if self.address else ()
        return account + address


@artifact(
    files=("/var/log/wtmp*", "/var/log/btmp*", "/run/utmp", "/var/run/utmp"),
    attack=("T1078",),
)
def parse(file: EvidenceFile) -> Iterator[Login | Gap]:
    """Who logged in, from where and when, and who failed to."""
    raise NotImplementedError
