"""Remove a hidden folder of an intruder, once nothing is left in it."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep, put_back


@value
class RemoveFolder(Action):
    """Remove a folder that the steps before have emptied; one that holds more stays."""

    phase: ClassVar[Phase] = "eradicate"

    path: str

    def describe(self) -> str:
        """Say which folder goes."""
        return f"remove the hidden folder {self.path}, if nothing else is in it"

    def touches(self) -> tuple[Entity, ...]:
        """Return the folder."""
        return (Entity("file", self.path),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep what the folder is, and the times of the one above."""
        return Captured(snapshots=keep(host, vault, (self.path,)))

    def apply(self, host: MutableHost) -> None:
        """Remove the folder where it is one, and empty."""
        if self._is_empty(host):
            host.remove(self.path)

    def verify(self, host: Host) -> bool:
        """Look whether no empty folder is left at the path."""
        return not self._is_empty(host)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Make the folder again, as it was."""
        put_back(host, vault, captured.snapshots)

    def _is_empty(self, host: Host) -> bool:
        try:
            return host.stat(self.path).kind == "directory" and not host.names(self.path)
        except FileNotFoundError:
            return False
