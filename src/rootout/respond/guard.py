"""What must never be done: to the operator, to the system, to what is its own."""

from functools import cached_property

from rootout.collect.privileges import KNOWN
from rootout.host.api import Host, SocketEntry
from rootout.model.entity import Entity
from rootout.model.value import value
from rootout.respond.action import Action
from rootout.respond.actions.isolate_host import IsolateHost
from rootout.respond.actions.restore_file import RestoreFile
from rootout.respond.network_guard import NetworkGuard, addresses_of
from rootout.respond.surroundings import (
    is_as_packaged,
    is_kernel_thread,
    needed_addresses,
    own_accounts,
    own_processes,
    own_ways_in,
)

# No package owns these, and nobody can log in, or the server cannot start, without them.
VITAL = frozenset(
    (
        "/etc/crontab",
        "/etc/environment",
        "/etc/fstab",
        "/etc/group",
        "/etc/gshadow",
        "/etc/hosts",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/etc/login.defs",
        "/etc/machine-id",
        "/etc/network/interfaces",
        "/etc/nsswitch.conf",
        "/etc/passwd",
        "/etc/profile",
        "/etc/resolv.conf",
        "/etc/shadow",
        "/etc/ssh/sshd_config",
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
    daemons: frozenset[str] = frozenset()  # keys: services of packages
    files: frozenset[str] = frozenset()  # packaged and as their package says
    addresses: frozenset[str] = frozenset()  # the operator's way in, the host's own
    operators: frozenset[str] = frozenset()  # the operator's way in alone
    ports: frozenset[str] = frozenset()  # of the operator's connection and the host's services
    accounts: frozenset[str] = frozenset(("root",))
    service_accounts: frozenset[str] = frozenset()  # as which the services of packages run
    keyed_accounts: frozenset[str] = frozenset()  # entered by key, and never by password
    keys: frozenset[str] = frozenset()  # fingerprints the operator uses
    units: frozenset[str] = frozenset()  # packaged


class Guard:
    """Judges an action by what it touches, and says in plain words why it refuses.

    With a host it also looks for itself: a scan may be old, and is only what was seen then.
    """

    def __init__(self, protected: Protected) -> None:
        self._protected = protected
        self._network = NetworkGuard(protected.addresses, protected.ports)

    def refuse(self, action: Action, host: Host | None = None) -> str | None:
        """Return why `action` must not be done; None where nothing speaks against it."""
        look = _Look(host)
        if isinstance(action, IsolateHost):
            return self._isolation(action, look)
        if isinstance(action, RestoreFile):
            return None  # it puts there only what a package vouches for
        for entity in action.touches():
            reason = self._reason(entity, host, look)
            if reason:
                return f"{entity.key} {reason}"
        return None

    @cached_property
    def _needed_folders(self) -> frozenset[str]:
        """Return every folder above a file that must stay."""
        found: set[str] = set()
        for path in (*VITAL, *VITAL_FOLDERS, *self._protected.files):
            while (path := path.rpartition("/")[0]) not in found:
                found.add(path)
        return frozenset(found)

    def allows_process(self, key: str) -> bool:
        """Say whether the process with `key` may be frozen or stopped, as far as the scan knew."""
        return self._process(key, None, _Look(None)) is None

    def _isolation(self, action: IsolateHost, look: "_Look") -> str | None:
        allowed = addresses_of(action.operators)
        for own in sorted(self._protected.operators | look.ways_in):
            if not addresses_of((own,)) <= allowed:
                return f"{own} is where you are connected from, and would be cut off"
        return None

    def _reason(self, entity: Entity, host: Host | None, look: "_Look") -> str | None:
        protected, key = self._protected, entity.key
        if entity.kind == "process":
            return self._process(key, host, look)
        if entity.kind == "address":
            return self._network.address(key, look.needed, look.ways_in)
        if entity.kind == "port":
            return self._network.port(key, self._network.used_ports(look.sockets, look.ways_in))
        if entity.kind == "file":
            return self._file(key, host)
        if entity.kind in ("job", "setting"):
            return self._line(key.rpartition(":")[0] or key, host)
        if entity.kind == "privilege":
            return self._privilege(key, host)
        if entity.kind == "account":
            return self._account(key, look)
        if entity.kind == "key" and key in protected.keys:
            return "is the key that you are logged in with"
        if entity.kind == "unit" and key in protected.units:
            return "is a unit of a package"
        return None

    def _process(self, key: str, host: Host | None, look: "_Look") -> str | None:
        if key.partition(":")[0] in ("0", "1", "2"):
            return "is the system itself"
        if key in self._protected.processes | look.processes:
            return "belongs to your own session, or to the kernel"
        if key in self._protected.daemons:
            return "is a service of a package, as its package says: restart it instead"
        if host and is_kernel_thread(host, key):
            return "belongs to your own session, or to the kernel"
        return None

    def _account(self, name: str, look: "_Look") -> str | None:
        if name == "root" or name in self._protected.accounts | look.accounts:
            return "is an account that the server or you need: give it a new password yourself"
        if name in self._protected.service_accounts:
            return "is an account that a service of a package runs as"
        if name in self._protected.keyed_accounts:
            return "was entered with a key, and never by password: revoke that key alone"
        return None

    def _file(self, path: str, host: Host | None) -> str | None:
        if path in VITAL or path.startswith(VITAL_FOLDERS):
            return "is a file without which the server would not work"
        if path.rstrip("/") in self._needed_folders:
            return "is a folder in which the server has files of its own"
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


class _Look:
    """What is seen at the moment of acting, each thing once and only where it is asked for."""

    def __init__(self, host: Host | None) -> None:
        self._host = host

    @cached_property
    def processes(self) -> frozenset[str]:
        return own_processes(self._host) if self._host else frozenset()

    @cached_property
    def accounts(self) -> frozenset[str]:
        return own_accounts(self._host) if self._host else frozenset()

    @cached_property
    def ways_in(self) -> frozenset[str]:
        return own_ways_in(self._host) if self._host else frozenset()

    @cached_property
    def needed(self) -> frozenset[str]:
        return needed_addresses(self._host) if self._host else frozenset()

    @cached_property
    def sockets(self) -> tuple[SocketEntry, ...]:
        return tuple(self._host.sockets()) if self._host else ()
