"""What must never be done: to the operator, to the system, to what is its own."""

import ipaddress

from rootout.collect.privileges import KNOWN
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.value import value
from rootout.respond.action import Action
from rootout.respond.surroundings import (
    is_as_packaged,
    is_kernel_thread,
    needed_addresses,
    own_accounts,
    own_processes,
)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

WIDEST = {4: 16, 6: 32}  # the shortest prefix of a network that may be blocked
MAPPED_BITS = 96  # ::ffff:0:0/96 holds the whole of IPv4
# No package owns these, and nobody can log in, or the server cannot start, without them.
VITAL = frozenset(
    (
        "/etc/crontab",
        "/etc/fstab",
        "/etc/group",
        "/etc/gshadow",
        "/etc/hosts",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/machine-id",
        "/etc/nsswitch.conf",
        "/etc/passwd",
        "/etc/profile",
        "/etc/resolv.conf",
        "/etc/shadow",
        "/etc/sudoers",
    )
)
VITAL_FOLDERS = (
    "/boot/",
    "/dev/pts/",
    "/etc/pam.d/",
    "/etc/ssh/ssh_host_",
    "/proc/",
    "/sys/",
    "/var/lib/dpkg/",
    "/var/lib/rpm/",
)


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
    """Judges an action by what it touches, and says in plain words why it refuses.

    With a host it also looks for itself: a scan may be old, and is only what was seen then.
    """

    def __init__(self, protected: Protected) -> None:
        self._protected = protected

    def refuse(self, action: Action, host: Host | None = None) -> str | None:
        """Return why `action` must not be done; None where nothing speaks against it."""
        touched = action.touches()
        has_process = any(entity.kind == "process" for entity in touched)
        own = own_processes(host) if host and has_process else frozenset()
        for entity in touched:
            reason = self._reason(entity, host, own)
            if reason:
                return f"{entity.key} {reason}"
        return None

    def allows_process(self, key: str) -> bool:
        """Say whether the process with `key` may be frozen or stopped, as far as the scan knew."""
        return self._process(key, None, frozenset()) is None

    def _reason(self, entity: Entity, host: Host | None, own: frozenset[str]) -> str | None:
        protected, key = self._protected, entity.key
        if entity.kind == "process":
            return self._process(key, host, own)
        if entity.kind == "address":
            return self._address(key, host)
        if entity.kind == "file":
            return self._file(key, host)
        if entity.kind in ("job", "setting"):
            return self._line(key.rpartition(":")[0] or key, host)
        if entity.kind == "privilege":
            return self._privilege(key, host)
        if entity.kind == "account":
            return self._account(key, host)
        if entity.kind == "key" and key in protected.keys:
            return "is the key that you are logged in with"
        if entity.kind == "unit" and key in protected.units:
            return "is a unit of a package"
        return None

    def _process(self, key: str, host: Host | None, own: frozenset[str]) -> str | None:
        if key.partition(":")[0] in ("0", "1", "2"):
            return "is the system itself"
        if key in self._protected.processes | own or (host and is_kernel_thread(host, key)):
            return "belongs to your own session, or to the kernel"
        return None

    def _account(self, name: str, host: Host | None) -> str | None:
        own = own_accounts(host) if host else frozenset()
        if name == "root" or name in self._protected.accounts | own:
            return "is an account that the server or you need: give it a new password yourself"
        return None

    def _file(self, path: str, host: Host | None) -> str | None:
        if path in VITAL or path.startswith(VITAL_FOLDERS):
            return "is a file without which the server would not work"
        if path in self._protected.files or (host and is_as_packaged(host, path)):
            return "is a packaged file, and as its package says"
        return None

    def _line(self, path: str, host: Host | None) -> str | None:
        if path in self._protected.files or (host and is_as_packaged(host, path)):
            return "is part of a packaged file, which is as its package says"
        return None

    def _privilege(self, path: str, host: Host | None) -> str | None:
        is_known = path.rpartition("/")[2] in KNOWN
        if is_known and (path in self._protected.files or (host and is_as_packaged(host, path))):
            return "is a packaged program that needs its rights"
        return None

    def _address(self, text: str, host: Host | None) -> str | None:
        network = _network(text)
        if network is None:
            return "is no address"
        if network.prefixlen < WIDEST[network.version]:
            return "is too large a part of the world to block"
        first = network.network_address
        if first.is_loopback or first.is_unspecified or first.is_multicast or first.is_link_local:
            return "is an address that the server itself needs"
        if _holds(network, self._protected.addresses):
            return "is the way by which you are connected, or the server's own"
        if host and _holds(network, needed_addresses(host)):
            return "is a gateway or a name server of this server"
        return None


def _holds(network: Network, addresses: frozenset[str]) -> bool:
    own = (_network(text) for text in addresses)
    return any(one is not None and one.network_address in network for one in own)


def _network(text: str) -> Network | None:
    """Read an address or a network; an IPv4 one in the clothes of IPv6 is what it is."""
    try:
        network = ipaddress.ip_network(text.partition("%")[0], strict=False)
    except ValueError:
        return None
    mapped = getattr(network.network_address, "ipv4_mapped", None)
    if mapped is not None and network.prefixlen >= MAPPED_BITS:
        return ipaddress.ip_network((mapped, network.prefixlen - MAPPED_BITS), strict=False)
    return network
