"""What must never be done: to the operator, to the system, to what is its own."""

import ipaddress

from rootout.model.entity import Entity
from rootout.model.value import value
from rootout.respond.action import Action

WIDEST = {4: 16, 6: 32}  # the shortest prefix of a network that may be blocked


@value
class Protected:
    """What belongs to the operator or to the host itself."""

    processes: frozenset[str] = frozenset()  # keys: the operator's session, kernel threads
    files: frozenset[str] = frozenset()  # packaged and as their package says
    addresses: frozenset[str] = frozenset()  # the operator's way in, the host's own
    accounts: frozenset[str] = frozenset(("root",))
    keys: frozenset[str] = frozenset()  # fingerprints the operator uses
    units: frozenset[str] = frozenset()  # packaged


class Guard:
    """Judges an action by what it touches, and says in plain words why it refuses."""

    def __init__(self, protected: Protected) -> None:
        self._protected = protected

    def refuse(self, action: Action) -> str | None:
        """Return why `action` must not be done; None where nothing speaks against it."""
        for entity in action.touches():
            reason = self._reason(entity)
            if reason:
                return f"{entity.key} {reason}"
        return None

    def allows_process(self, key: str) -> bool:
        """Say whether the process with `key` may be frozen or stopped."""
        return self._reason(Entity("process", key)) is None

    def _reason(self, entity: Entity) -> str | None:
        protected = self._protected
        if entity.kind == "process":
            if entity.key.partition(":")[0] in ("0", "1", "2"):
                return "is the system itself"
            own = "belongs to your own session, or to the kernel"
            return own if entity.key in protected.processes else None
        if entity.kind == "address":
            return self._address(entity.key)
        kept = {
            "file": (protected.files, "is a packaged file, and as its package says"),
            "account": (protected.accounts, "is an account that the server or you need"),
            "key": (protected.keys, "is the key that you are logged in with"),
            "unit": (protected.units, "is a unit of a package"),
        }
        names, reason = kept.get(entity.kind, (frozenset[str](), ""))
        return reason if entity.key in names else None

    def _address(self, text: str) -> str | None:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            return "is no address"
        if network.prefixlen < WIDEST[network.version]:
            return "is too large a part of the world to block"
        first = network.network_address
        if first.is_loopback or first.is_unspecified or first.is_multicast or first.is_link_local:
            return "is an address that the server itself needs"
        for own in self._protected.addresses:
            if ipaddress.ip_address(own) in network:
                return "is the way by which you are connected, or the server's own"
        return None
