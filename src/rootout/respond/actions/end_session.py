"""Kick an intruder's terminal session."""

from typing import ClassVar

from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.killing import Killing


@value
class EndSession(Killing):
    """End a login session by killing the sshd, or other leader, that holds it."""

    phase: ClassVar[Phase] = "contain"

    session: str

    def describe(self) -> str:
        """Say whose session ends."""
        return f"end the login session {self.session}"
