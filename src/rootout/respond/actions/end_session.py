"""Kick an intruder's terminal session."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.processes import alive


@value
class EndSession(Action):
    """End a login session by killing the sshd, or other leader, that holds it."""

    phase: ClassVar[Phase] = "contain"
    risk: ClassVar[Risk] = "medium"
    reversible: ClassVar[bool] = False

    session: str
    processes: tuple[str, ...]  # keys of its leaders

    def describe(self) -> str:
        """Say whose session ends."""
        return f"end the login session {self.session}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the leaders."""
        return tuple(Entity("process", key) for key in self.processes)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep nothing: a session cannot be put back."""
        return Captured()

    def apply(self, host: MutableHost) -> None:
        """Kill the leaders; the terminal hangs up."""
        host.kill(alive(host, self.processes))

    def verify(self, host: Host) -> bool:
        """Look whether each leader is gone."""
        return not alive(host, self.processes)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Do nothing: it is declared irreversible."""
