"""Take a malicious file out of the way, keeping its bytes."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault


@value
class QuarantineFile(Action):
    """Remove `path`, after keeping its content and everything about it in the vault."""

    phase: ClassVar[Phase] = "eradicate"

    path: str

    def describe(self) -> str:
        """Say which file goes."""
        return f"move {self.path} into the case's vault"

    def touches(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the bytes, mode, owner, times, attributes and flags."""
        snapshot = host.snapshot(self.path)
        if snapshot.sha256 is not None:
            vault.put(host.read(self.path).data)
        return Captured(snapshots=(snapshot,))

    def apply(self, host: MutableHost) -> None:
        """Remove the file."""
        host.remove(self.path)

    def verify(self, host: Host) -> bool:
        """Look whether the path is empty."""
        return not host.exists(self.path)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the file back as it was."""
        for snapshot in captured.snapshots:
            data = vault.get(snapshot.sha256) if snapshot.sha256 else None
            host.restore(snapshot, data)
