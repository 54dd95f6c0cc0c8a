"""A host that is not running here: a mounted disk or a copied tree."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import cached_property
from io import BufferedReader

from rootout.errors import RootoutError
from rootout.host.api import PackageDatabase, ProcessRef, SocketEntry, View
from rootout.host.changes import FileChanges
from rootout.host.files import FileTree
from rootout.model.record import Gap


class FolderHost(FileTree):
    """The host whose `/` is the folder `root`. It has no processes and no sockets."""

    is_live = False
    gaps: tuple[Gap, ...] = ()

    @cached_property
    def name(self) -> str:
        """Return what /etc/hostname says."""
        try:
            text = self.read("/etc/hostname", 4096).data.decode(errors="surrogateescape")
        except OSError:
            return ""
        return text.strip()

    @cached_property
    def packages(self) -> PackageDatabase:
        """Return the package knowledge of the host."""
        from rootout.host.packages import open_packages

        return open_packages(self)

    def now(self) -> float:
        """Return the time here: the host's own clock stands still."""
        return time.time()

    def journal(self) -> bytes:
        """Return what this machine's own journalctl reads in the journals of the other."""
        from rootout.host.journal import read_journal

        return read_journal(self)

    def ordinary_names(self, path: str) -> frozenset[str] | None:
        """Return None: its own programs cannot be asked."""
        return None

    def process_ids(self, view: View) -> frozenset[int]:
        """Return no process."""
        return frozenset()

    def sockets(self) -> Iterator[SocketEntry]:
        """Yield no socket."""
        return iter(())

    def blocked_addresses(self) -> frozenset[str]:
        """Return no address."""
        return frozenset()

    def blocked_ports(self) -> frozenset[str]:
        """Return no port."""
        return frozenset()

    def allowed_addresses(self) -> frozenset[str] | None:
        """Return None: nothing is isolated."""
        return None

    def lets_out(self, address: str) -> bool:
        """Return False: it has no network."""
        return False

    def answers(self, address: str) -> bool:
        """Return False: it has no network."""
        return False

    def frozen_processes(self) -> frozenset[int]:
        """Return no process."""
        return frozenset()

    def cgroup_of(self, process: ProcessRef) -> str | None:
        """Return None: nothing runs."""
        return None

    def is_alive(self, process: ProcessRef) -> bool:
        """Return False: nothing runs."""
        return False

    def unit_is_active(self, unit: str) -> bool:
        """Return False: nothing runs."""
        return False


class MutableFolder(FolderHost, FileChanges):
    """A folder host whose files may be changed; there is nothing else to change."""

    def __init__(self, root: str) -> None:
        FolderHost.__init__(self, root)
        FileChanges.__init__(self, self)

    def fetch_package(
        self, package: str, version: str, architecture: str
    ) -> AbstractContextManager[BufferedReader]:
        """Raise RootoutError: its package manager does not run here."""
        hint = "Do this on the server itself."
        raise RootoutError(f"{package} {version} can be fetched only by a running server", hint)
