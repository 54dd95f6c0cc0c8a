"""What actions share that take one file away and can put it back."""

from abc import ABC
from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep, put_back


@value
class Removing(Action, ABC):
    """Remove `path`, after keeping its content and everything about it in the vault."""

    phase: ClassVar[Phase] = "eradicate"

    path: str

    def touches(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the bytes and everything about the file, and the times of its folder."""
        return Captured(snapshots=keep(host, vault, (self.path,)))

    def apply(self, host: MutableHost) -> None:
        """Remove the file."""
        host.remove(self.path)

    def verify(self, host: Host) -> bool:
        """Look whether nothing is at the path."""
        return not host.exists(self.path)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the file back as it was."""
        put_back(host, vault, captured.snapshots)
