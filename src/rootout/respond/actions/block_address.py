"""Block addresses in the firewall and cut what is connected to them."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault


@value
class BlockAddress(Action):
    """Drop every packet from and to addresses, and destroy their connections."""

    phase: ClassVar[Phase] = "contain"

    addresses: tuple[str, ...]

    def describe(self) -> str:
        """Say which addresses are blocked."""
        return f"block {', '.join(self.addresses)} both ways and cut the connections"

    def touches(self) -> tuple[Entity, ...]:
        """Return the addresses."""
        return tuple(Entity("address", one) for one in self.addresses)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep which of them were blocked before: undo leaves those."""
        before = host.blocked_addresses()
        return Captured(facts={one: "blocked" for one in self.addresses if one in before})

    def apply(self, host: MutableHost) -> None:
        """Block first, so that nothing that is cut can come back."""
        host.block(self.addresses)
        host.cut(self.addresses)

    def verify(self, host: Host) -> bool:
        """Look whether the firewall has each of them."""
        return set(self.addresses) <= host.blocked_addresses()

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Let packets through again; what was cut stays cut."""
        before = captured.facts or {}
        host.unblock([one for one in self.addresses if one not in before])
