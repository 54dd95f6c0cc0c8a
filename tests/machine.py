"""A machine made by hand: what it holds is said in dictionaries."""

import errno
import os
from collections.abc import Iterable

from rootout.host.api import READ_LIMIT
from rootout.model.file import EvidenceFile, Stat
from rootout.model.record import Gap


class Packages:
    """Packages that own the paths they are given."""

    manager = "dpkg"
    gaps: tuple[Gap, ...] = ()

    def __init__(self, owners: dict[str, str]) -> None:
        self.owners = owners

    def owner(self, path: str) -> str | None:
        return self.owners.get(path)


class Machine:
    """As much of a live host as the artifacts of running state ask for."""

    name = "machine"
    is_live = True

    def __init__(self) -> None:
        self.files: dict[str, bytes | OSError] = {}
        self.links: dict[str, str] = {}
        self.stats: dict[str, tuple[int, int]] = {}  # device and inode
        self.folders: dict[str, Iterable[str]] = {}
        self.hidden: dict[str, frozenset[str]] | None = None
        self.views: dict[str, frozenset[int]] = {}
        self.packages = Packages({})
        self.gaps: tuple[Gap, ...] = ()
        self.hashed: list[str] = []

    def read(self, path: str, limit: int = READ_LIMIT) -> EvidenceFile:
        return EvidenceFile(path, self._of(self.files, path))

    def head(self, path: str, size: int) -> bytes:
        return self._of(self.files, path)[:size]

    def target(self, path: str) -> str:
        return self._of(self.links, path)

    def resolve(self, path: str) -> str:
        return self.links.get(path, path)

    def names(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(self._of(self.folders, path)))

    def exists(self, path: str) -> bool:
        return any(path in kept for kept in (self.files, self.links, self.stats, self.folders))

    def stat(self, path: str) -> Stat:
        device, inode = self._of(self.stats, path)
        return Stat(
            kind="file", mode=0o755, uid=0, gid=0, size=0, device=device, inode=inode, links=1,
            accessed_ns=0, modified_ns=0, changed_ns=0,
        )  # fmt: skip

    def digest(self, path: str, algorithm: str = "sha256") -> str:
        self.hashed.append(path)
        return f"{algorithm} of {path}"

    def ordinary_names(self, path: str) -> frozenset[str] | None:
        if self.hidden is None or path not in self.folders:
            return None
        return frozenset(self.names(path)) - self.hidden.get(path, frozenset())

    def process_ids(self, view: str) -> frozenset[int]:
        return self.views.get(view, self.views["listing"])

    def _of(self, kept, path):
        found = kept.get(path, OSError(errno.ENOENT, os.strerror(errno.ENOENT), path))
        if isinstance(found, OSError):
            raise found
        return found
