"""Folders that have two names: /bin and /usr/bin (file-hierarchy(7)), /usr/sbin and /usr/bin."""

from functools import cached_property

from rootout.host.files import FileTree

# Merged into /usr by Debian and Fedora; the last one since Fedora 42.
CANDIDATES = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/usr/sbin")


class MergedFolders:
    """Gives every path its one name on the host in `tree`, whichever way a package spells it."""

    def __init__(self, tree: FileTree) -> None:
        self._tree = tree

    def folded(self, path: str) -> str:
        """Return `path` below the folder that is really there."""
        if path.startswith(self._prefixes) or path in self._targets:
            for alias, target in self._targets.items():
                if path == alias or path.startswith(f"{alias}/"):
                    return target + path[len(alias) :]
        return path

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        return tuple(f"{alias}/" for alias in self._targets)

    @cached_property
    def _targets(self) -> dict[str, str]:
        """Return the folders that are links on this very host, and where they lead."""
        found = {}
        for folder in CANDIDATES:
            try:
                reached = self._tree.resolve(folder)
            except OSError:
                continue
            if reached not in (folder, "/"):
                found[folder] = reached
        return found
