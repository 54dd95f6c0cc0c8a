"""Take an intruder's library out of /etc/ld.so.preload, before anything else is done."""

import os
import re
from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep, put_back


@value
class RestorePreload(Action):
    """Remove libraries from the preload file of the dynamic linker: ld.so(8)."""

    phase: ClassVar[Phase] = "eradicate"

    path: str
    libraries: tuple[str, ...]

    def describe(self) -> str:
        """Say which libraries go."""
        return f"take {', '.join(self.libraries)} out of {self.path}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the file and its libraries."""
        return tuple(Entity("file", path) for path in (self.path, *self.libraries))

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the file as it is."""
        return Captured(snapshots=keep(host, vault, (self.path,)))

    def apply(self, host: MutableHost) -> None:
        """Take the names out; a file with nothing left goes, as on a clean server."""
        data = lines.read(host, self.path)
        if data is None:
            return
        left = self._cleaned(data)
        if not left.strip():
            host.remove(self.path)
        elif left != data:
            host.write(self.path, left)

    def verify(self, host: Host) -> bool:
        """Look whether the file names a library."""
        data = lines.read(host, self.path)
        return data is None or self._cleaned(data) == data

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the file back as it was."""
        put_back(host, vault, captured.snapshots)

    def _cleaned(self, data: bytes) -> bytes:
        names = {os.fsencode(name) for name in self.libraries}
        parts = re.split(rb"([\s:]+)", data)
        kept = [part for part in parts if part not in names]
        return data if len(kept) == len(parts) else b"".join(kept)
