"""Which package manager a host has, and what it says of a file."""

from collections.abc import Iterator

from rootout.host.api import ExpectedFile, PackageDatabase
from rootout.host.dpkg import DpkgDatabase
from rootout.host.files import FileTree
from rootout.host.rpm import DATABASES, RpmDatabase
from rootout.model.record import Gap

STATUS = "/var/lib/dpkg/status"


class NoPackages:
    """A host without a package manager that rootout can read: nothing is vouched for."""

    manager = "none"
    gaps = (
        Gap(
            artifact="packages",
            path=STATUS,
            reason="missing",
            detail="no dpkg or rpm database: no file can be called the host's own",
        ),
    )

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
    """Return the package knowledge of the host that `tree` holds; it is read when first asked.

    Each manager can be installed as a tool on a host of the other. dpkg then has an empty status
    file, and an rpm database may exist: a status file with packages decides.
    """
    if _size(tree, STATUS) > 0:
        return DpkgDatabase(tree)
    if any(tree.exists(path) for path in DATABASES):
        return RpmDatabase(tree)
    return DpkgDatabase(tree) if tree.exists("/var/lib/dpkg/info") else NoPackages()


def _size(tree: FileTree, path: str) -> int:
    try:
        return tree.stat(tree.resolve(path)).size
    except OSError:
        return 0
