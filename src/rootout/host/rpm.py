"""What rpm says of its files, from its SQLite database; older formats are a gap (rpmdb(8))."""

import sqlite3
from collections.abc import Iterator
from functools import cached_property

from rootout.host.account_ids import read_ids
from rootout.host.api import ExpectedFile
from rootout.host.files import FileTree
from rootout.host.merged import MergedFolders
from rootout.host.reasons import reason_of
from rootout.host.rpm_header import RpmFile, RpmHeader
from rootout.host.sqlite_table import read_table
from rootout.model.record import Gap, Reason

SQLITE = ("/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/rpmdb.sqlite")
OTHERS = {
    "/usr/lib/sysimage/rpm/Packages.db": "ndb",
    "/var/lib/rpm/Packages.db": "ndb",
    "/var/lib/rpm/Packages": "Berkeley DB",
}
DATABASES = (*SQLITE, *OTHERS)
MOST_BYTES = 512 * 1024 * 1024  # of the database
MOST_GAPS = 20
THIRTY_TWO_BITS = frozenset(("i386", "i486", "i586", "i686", "armv7hl"))


class RpmDatabase:
    """The files of every installed package, read when they are first asked for."""

    manager = "rpm"

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree
        self._merged = MergedFolders(tree)
        self._gaps: list[Gap] = []
        self._packages: list[tuple[str, str, str]] = []

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what could not be read, as far as it was asked for."""
        return tuple(self._gaps[:MOST_GAPS])

    def owner(self, path: str) -> str | None:
        """Return the package that owns `path`, under its merged name too."""
        found = self.expected(path)
        return found.package if found else None

    def expected(self, path: str) -> ExpectedFile | None:
        """Return what `path` should be; None when no package owns it."""
        return self._files.get(self._merged.folded(path))

    def files(self) -> Iterator[tuple[str, ExpectedFile]]:
        """Yield every owned path that has a digest, configuration too."""
        return ((path, one) for path, one in self._files.items() if one.digest)

    def packages(self) -> Iterator[tuple[str, str, str]]:
        """Yield name, version and architecture of every installed package."""
        _ = self._files
        return iter(self._packages)

    @cached_property
    def _files(self) -> dict[str, ExpectedFile]:
        files: dict[str, ExpectedFile] = {}
        for header in self._headers():
            self._packages.append((header.name, header.version, header.architecture))
            for file in header.files():
                path = self._merged.folded(file.path)
                # Of two kinds of one package, rpm puts the program of 64 bits on the disk.
                if path not in files or header.architecture not in THIRTY_TWO_BITS:
                    files[path] = self._expected(file, header.name)
        return files

    def _expected(self, file: RpmFile, package: str) -> ExpectedFile:
        return ExpectedFile(
            package=package,
            algorithm=file.algorithm,
            digest=file.digest,
            is_configuration=file.is_configuration,
            mode=file.mode,
            uid=self._users.get(file.user or ""),
            gid=self._groups.get(file.group or ""),
        )

    def _headers(self) -> Iterator[RpmHeader]:
        path = next((one for one in SQLITE if self._tree.exists(one)), "")
        if not path:
            self._tell_older()
            return
        try:
            for blob in read_blobs(self._read(path)):
                try:
                    header = RpmHeader(blob)
                    list(header.files())
                except ValueError as error:
                    self._gap(path, "malformed", str(error)[:120])
                    continue
                yield header
        except OSError as error:
            self._gap(path, reason_of(error), error.strerror or "")
        except (sqlite3.Error, ValueError) as error:
            self._gap(path, "malformed", str(error)[:120])

    def _read(self, path: str) -> bytes:
        log = f"{path}-wal"
        if self._tree.exists(log) and self._tree.stat(log).size:
            self._gap(log, "unsupported", "the latest changes of rpm's database are not read")
        return self._tree.read(path, MOST_BYTES).data

    def _tell_older(self) -> None:
        for path, form in OTHERS.items():
            if self._tree.exists(path):
                self._gap(path, "unsupported", f"rpm keeps its packages as {form}: not read")

    @cached_property
    def _users(self) -> dict[str, int]:
        return self._ids("/etc/passwd")

    @cached_property
    def _groups(self) -> dict[str, int]:
        return self._ids("/etc/group")

    def _ids(self, path: str) -> dict[str, int]:
        try:
            return read_ids(self._tree, path)
        except OSError as error:
            self._gap(path, reason_of(error), error.strerror or "")
            return {}

    def _gap(self, path: str, reason: Reason, detail: str) -> None:
        self._gaps.append(Gap(artifact="packages", path=path, reason=reason, detail=detail))


def read_blobs(data: bytes) -> Iterator[bytes]:
    """Yield the header of each package of a database.

    Whoever wrote the database may not be rpm: a view or a virtual table in the place of the table
    could run for ever. Raises sqlite3.Error and ValueError where it is not what rpm writes.
    """
    for (blob,) in read_table(data, "Packages", ("blob",)):
        yield blob if isinstance(blob, bytes) else b""
