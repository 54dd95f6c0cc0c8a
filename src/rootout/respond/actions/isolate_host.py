"""Cut the host off from everybody but the operator."""

import ipaddress
from typing import ClassVar

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.host.inet import written
from rootout.model.entity import Entity
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault

ALLOWED = "allowed"
NOBODYS = ("203.0.113.1", "2001:db8::1")  # for documentation: RFC 5737, RFC 3849
GRACE = 5  # seconds that the kernel waits longer than respond/deadman.py does


@value
class IsolateHost(Action):
    """Let nothing through but the host's own packets and the operator's, for so long.

    DHCP and the search for neighbours go on, or the operator's way would end with a lease. The
    connections of the forbidden are destroyed; others only stand still while it lasts.
    """

    phase: ClassVar[Phase] = "contain"
    risk: ClassVar[Risk] = "high"

    operators: tuple[str, ...]
    forbidden: tuple[str, ...]  # the intruder's, and to be tried: nothing may get there
    seconds: int  # unless it is confirmed; 0: for ever

    def describe(self) -> str:
        """Say who is still let in, and when that ends."""
        who = ", ".join(self.operators) or "nobody"
        end = f", for {self.seconds} s unless you confirm it" if self.seconds else ""
        return f"cut this server off from everybody but {who}{end}"

    def touches(self) -> tuple[Entity, ...]:
        """Return nothing: the guard judges by who is let in."""
        return ()

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep who was let in where the host was isolated already."""
        before = host.allowed_addresses()
        return Captured(facts=None if before is None else {ALLOWED: " ".join(sorted(before))})

    def apply(self, host: MutableHost) -> None:
        """Isolate, and go back at once where the operator is cut off too."""
        before = host.allowed_addresses()
        answering = [one for one in self.operators if host.answers(one)]
        host.isolate(self.operators, self.seconds + GRACE if self.seconds else 0)
        silent = [one for one in answering if not host.answers(one)]
        if silent:
            _go_back(host, before)
            hint = "Look at the firewall of this server; nothing was left isolated."
            raise RootoutError(f"{silent[0]} was cut off by the isolation", hint)
        host.cut(self.forbidden)

    def verify(self, host: Host) -> bool:
        """Look who is let in, and try: the forbidden are cut off, the operator is not."""
        allowed = frozenset(map(written, self.operators))
        if host.allowed_addresses() != allowed:
            return False
        tried = {written(one) for one in (*self.forbidden, *NOBODYS) if "/" not in one} - allowed
        reachable = (one for one in allowed if not ipaddress.ip_address(one).is_link_local)
        return all(map(host.lets_out, reachable)) and not any(map(host.lets_out, tried))

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Let everybody through again, or those who were let in before."""
        before = (captured.facts or {}).get(ALLOWED)
        _go_back(host, None if before is None else frozenset(before.split()))


def _go_back(host: MutableHost, before: frozenset[str] | None) -> None:
    if before is None:
        host.end_isolation()
    else:
        host.isolate(before)
