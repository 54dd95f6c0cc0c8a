"""Block ports in the firewall and cut what is connected by them."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault


@value
class BlockPort(Action):
    """Drop every packet from and to ports, of this host or of others, and cut what uses them."""

    phase: ClassVar[Phase] = "contain"

    ports: tuple[str, ...]  # tcp/4444
    seconds: int = 0  # then they are let through again by themselves; 0: never

    def describe(self) -> str:
        """Say which ports are blocked."""
        time = f" for {self.seconds} s" if self.seconds else ""
        return f"block {', '.join(self.ports)} both ways{time} and cut the connections"

    def touches(self) -> tuple[Entity, ...]:
        """Return the ports."""
        return tuple(Entity("port", one) for one in self.ports)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep which of them were blocked before: undo leaves those."""
        before = host.blocked_ports()
        return Captured(facts={one: "blocked" for one in self.ports if one in before})

    def apply(self, host: MutableHost) -> None:
        """Block first, so that nothing that is cut can come back."""
        host.block_ports(self.ports, self.seconds)
        host.cut((), self.ports)

    def verify(self, host: Host) -> bool:
        """Look whether the firewall has each of them."""
        return frozenset(self.ports) <= host.blocked_ports()

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Let packets through again; what was cut stays cut."""
        before = captured.facts or {}
        host.unblock_ports([one for one in self.ports if one not in before])
