"""Block addresses in the firewall and cut what is connected to them."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.host.inet import written
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault

MOST_NAMED = 8  # addresses in one sentence


@value
class BlockAddress(Action):
    """Drop every packet from and to addresses, and destroy their connections."""

    phase: ClassVar[Phase] = "contain"

    addresses: tuple[str, ...]
    seconds: int = 0  # then they are let through again by themselves; 0: never

    def describe(self) -> str:
        """Say which addresses are blocked."""
        more = len(self.addresses) - MOST_NAMED
        listed = ", ".join(self.addresses[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        time = f" for {self.seconds} s" if self.seconds else ""
        return f"block {listed} both ways{time} and cut the connections"

    def touches(self) -> tuple[Entity, ...]:
        """Return the addresses."""
        return tuple(Entity("address", one) for one in self.addresses)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep which of them were blocked before: undo leaves those."""
        before = self._wanted & host.blocked_addresses()
        return Captured(facts=dict.fromkeys(sorted(before), "blocked"))

    def apply(self, host: MutableHost) -> None:
        """Block first, so that nothing that is cut can come back."""
        host.block(self.addresses, self.seconds)
        host.cut(self.addresses)

    def verify(self, host: Host) -> bool:
        """Look whether the firewall has each of them."""
        return self._wanted <= host.blocked_addresses()

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Let packets through again; what was cut stays cut."""
        host.unblock(self._wanted.difference(captured.facts or {}))

    @property
    def _wanted(self) -> frozenset[str]:
        return frozenset(map(written, self.addresses))
