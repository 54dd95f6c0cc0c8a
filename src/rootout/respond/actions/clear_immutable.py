"""Unlock what an intruder made immutable: what stays on the server must be writable again."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.host.attributes import APPEND_ONLY, IMMUTABLE
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault

LOCKED = IMMUTABLE | APPEND_ONLY
FLAGS = "flags"


@value
class ClearImmutable(Action):
    """Take the immutable and append-only flags off a file or folder (chattr -ia)."""

    phase: ClassVar[Phase] = "contain"

    path: str

    def describe(self) -> str:
        """Say which file is unlocked."""
        return f"unlock {self.path} (chattr -ia)"

    def touches(self) -> tuple[Entity, ...]:
        """Return the lock; the file stays."""
        return (Entity("lock", self.path),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the flags."""
        return Captured(facts={FLAGS: str(host.snapshot(self.path).flags)})

    def apply(self, host: MutableHost) -> None:
        """Take the two flags off; the others stay."""
        seen = host.snapshot(self.path)
        if seen.flags & LOCKED:
            host.set_flags(self.path, seen.flags & ~LOCKED)

    def verify(self, host: Host) -> bool:
        """Look whether nothing locks it."""
        return not host.snapshot(self.path).flags & LOCKED

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Lock it again, where it is still there."""
        lock = int((captured.facts or {}).get(FLAGS, "0")) & LOCKED
        seen = host.snapshot(self.path)
        if seen.stat is not None and seen.flags & LOCKED != lock:
            host.set_flags(self.path, seen.flags & ~LOCKED | lock)
