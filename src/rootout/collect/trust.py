"""What belongs to the host itself or to its operator, as the records show."""

from functools import cached_property

from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.operator import Operator
from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence

SHARED_FILES = frozenset(
    ("/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/crontab", "/dev/null")
)
LOCAL = ("127.", "::1", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


class Trust:
    """Answers, from one collection alone, whether an entity belongs to the host itself."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def is_own(self, entity: Entity) -> bool:
        """Say whether `entity` is the host's or the operator's: never part of an incident."""
        if entity.kind == "process":
            own = self.operator_processes | self._kernel_threads
            return entity.key in own or entity.key.startswith("1:")
        if entity.kind == "file":
            return entity.key in self._trusted_files or entity.key in self._shared_files
        if entity.kind == "address":
            return entity.key.startswith(LOCAL) or entity.key in self.operator_addresses
        if entity.kind == "unit":
            return entity.key in self._packaged_units
        return False

    def is_packaged(self, process: Process) -> bool:
        """Say whether a package vouches, byte for byte, for what a process runs."""
        if process.is_kernel_thread or process.executable is None:
            return True  # what cannot be seen is a gap, not a suspect
        if process.package is None or process.in_memory:
            return False
        return process.executable not in self._changed_files

    @cached_property
    def operator_processes(self) -> frozenset[str]:
        """Return the keys of rootout's process and its parents."""
        return frozenset(key for one in self._evidence.of(Operator) for key in one.processes)

    @cached_property
    def operator_addresses(self) -> frozenset[str]:
        """Return where the operator comes from, by sockets; claims count where one agrees.

        A multiplexer such as tmux or screen cuts the chain of parents, so a claimed address
        is also believed where any packaged daemon holds a connection to it.
        """
        claims = {one.claimed_address for one in self._evidence.of(Operator)}
        return frozenset(
            socket.remote_address
            for socket in self._evidence.of(Socket)
            if socket.state == "established"
            and socket.remote_address
            and (
                self.operator_processes.intersection(socket.processes)
                or socket.remote_address in claims
            )
        )

    @cached_property
    def _kernel_threads(self) -> frozenset[str]:
        processes = self._evidence.of(Process)
        return frozenset(one.key for one in processes if one.is_kernel_thread)

    @cached_property
    def _changed_files(self) -> frozenset[str]:
        changed = self._evidence.of(ChangedPackageFile)
        return frozenset(one.path for one in changed if not one.is_configuration)

    @cached_property
    def _trusted_files(self) -> frozenset[str]:
        files = [one for one in self._evidence.of(ReferencedFile) if one.is_trusted]
        return frozenset(path for one in files for path in (one.path, *one.aliases))

    @cached_property
    def _shared_files(self) -> frozenset[str]:
        tables = {one.origin.path for one in self._evidence.of(ConfigurationLine) if one.is_shared}
        keys = {one.origin.path for one in self._evidence.of(AuthorizedKey)}
        return SHARED_FILES | tables | keys

    @cached_property
    def _packaged_units(self) -> frozenset[str]:
        units = self._evidence.of(SystemdUnit)
        own = {one.name for one in units if one.package}
        return frozenset(own - {one.name for one in units if not one.package})
