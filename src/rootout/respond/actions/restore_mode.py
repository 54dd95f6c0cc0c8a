"""Take back the rights that an intruder gave to a program of a package."""

from dataclasses import replace
from typing import ClassVar

from rootout.collect.privileges import ATTRIBUTE
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.file import Snapshot
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault

RIGHTS = 0o6000  # SUID and SGID


@value
class RestoreMode(Action):
    """Take SUID, SGID and capabilities off a program, but for what its package declares."""

    phase: ClassVar[Phase] = "eradicate"

    path: str

    def describe(self) -> str:
        """Say which file loses its rights."""
        return f"take SUID, SGID and capabilities off {self.path}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the rights; the file stays, with every byte."""
        return (Entity("privilege", self.path),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep mode and attributes: no byte is changed, so none is kept."""
        return Captured(snapshots=(host.snapshot(self.path),))

    def apply(self, host: MutableHost) -> None:
        """Take the rights off; owner, times, ACLs and flags stay."""
        seen = host.snapshot(self.path)
        wanted = self._without_rights(host, seen)
        if wanted != seen:
            host.restore(wanted, None)

    def verify(self, host: Host) -> bool:
        """Look whether no right is left but what the package declares."""
        seen = host.snapshot(self.path)
        return seen == self._without_rights(host, seen)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Give the rights back, where the content is still what had them."""
        for snapshot in captured.snapshots:
            if snapshot.stat is not None:
                host.restore(snapshot, None)

    def _without_rights(self, host: Host, seen: Snapshot) -> Snapshot:
        if seen.stat is None or seen.stat.kind != "file":
            return seen
        expected = host.packages.expected(self.path)
        declared = (expected.mode or 0) & RIGHTS if expected else 0
        mode = seen.stat.mode & (~RIGHTS | declared)
        kept = tuple(pair for pair in seen.attributes if pair[0] != ATTRIBUTE)
        return replace(seen, stat=replace(seen.stat, mode=mode), attributes=kept)
