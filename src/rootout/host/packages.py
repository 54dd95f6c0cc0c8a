"""Which package manager a host has, and what it says of a file."""

from collections.abc import Iterator

from rootout.host.api import ExpectedFile, PackageDatabase
from rootout.host.dpkg import DpkgDatabase
from rootout.host.files import FileTree
from rootout.host.rpm import DATABASES, RpmDatabase, open_rpm
from rootout.model.record import Gap


class NoPackages:
    """A host without a package manager that rootout can read: nothing is vouched for."""

    manager = "none"

    def __init__(self, gaps: tuple[Gap, ...]) -> None:
        self.gaps = gaps

    def owner(self, path: str) -> str | None:
        """Return None."""
        return None

    def expected(self, path: str) -> ExpectedFile | None:
        """Return None."""
        return None

    def files(self) -> Iterator[tuple[str, ExpectedFile]]:
        """Yield nothing."""
        return iter(())

    def packages(self) -> Iterator[tuple[str, str, str]]:
        """Yield nothing."""
        return iter(())


def open_packages(tree: FileTree) -> PackageDatabase:
    """Return the package knowledge of the host that `tree` holds; it is read when first asked."""
    if tree.exists("/var/lib/dpkg/status"):
        return DpkgDatabase(tree)
    if any(tree.exists(path) for path in DATABASES):
        rpm: RpmDatabase = open_rpm(tree)
        return rpm
    detail = "no dpkg or rpm database: no file can be called the host's own"
    gap = Gap(artifact="packages", path="/var/lib/dpkg/status", reason="missing", detail=detail)
    return NoPackages((gap,))
