"""Take one key out of an authorized_keys file."""

from typing import ClassVar

from rootout.collect.artifacts.authorized_keys import fingerprints_in
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault


@value
class RevokeKey(Action):
    """Remove one key from an authorized_keys file, with its line; every other byte stays."""

    phase: ClassVar[Phase] = "contain"

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
        return lines.capture(host, vault, self.path)

    def apply(self, host: MutableHost) -> None:
        """Take the line out."""
        lines.change(host, self.path, self._edit)

    def verify(self, host: Host) -> bool:
        """Look whether the file has the key."""
        return lines.is_clean(host, self.path, self._edit)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the line back."""
        lines.change_back(host, vault, captured, self._edit)

    def _edit(self, line: bytes) -> bytes | None:
        return None if self.fingerprint in fingerprints_in(line) else line
