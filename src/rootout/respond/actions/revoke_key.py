"""Take one key out of an authorized_keys file."""

from typing import ClassVar

from rootout.collect.artifacts.authorized_keys import fingerprints_in
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep


@value
class RevokeKey(Action):
    """Remove one key's line from an authorized_keys file; every other byte stays."""

    phase: ClassVar[Phase] = "eradicate"

    path: str
    fingerprint: str

    def describe(self) -> str:
        """Say which key goes."""
        return f"remove the key {self.fingerprint} from {self.path}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the key."""
        return (Entity("key", self.fingerprint),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the file as it is."""
        return Captured(snapshots=keep(host, vault, (self.path,)))

    def apply(self, host: MutableHost) -> None:
        """Take the line out."""
        lines.take_out(host, self.path, self._is_key)

    def verify(self, host: Host) -> bool:
        """Look whether the file has the key."""
        return not lines.has(lines.read(host, self.path) or b"", self._is_key)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the line back."""
        lines.put_in(host, vault, captured, self.path, self._is_key)

    def _is_key(self, line: bytes) -> bool:
        return self.fingerprint in fingerprints_in(line)
