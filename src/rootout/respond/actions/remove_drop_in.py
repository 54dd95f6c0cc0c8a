"""Remove what an intruder added to a unit that a package owns."""

from rootout.host.api import MutableHost
from rootout.model.value import value
from rootout.respond.action import Captured, Vault
from rootout.respond.removing import Removing


@value
class RemoveDropIn(Removing):
    """Remove one drop-in; the unit itself stays, and systemd reads it again."""

    def describe(self) -> str:
        """Say which drop-in goes."""
        return f"remove the drop-in {self.path}"

    def apply(self, host: MutableHost) -> None:
        """Remove the file, and let systemd forget it."""
        host.remove(self.path)
        host.reload_units()

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the file back, and let systemd read it."""
        Removing.undo(self, host, vault, captured)
        host.reload_units()
