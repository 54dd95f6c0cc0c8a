"""Run a program of the host, and only while it is what its package says."""

import subprocess
from collections.abc import Iterable

from rootout.errors import RootoutError
from rootout.host.api import PackageDatabase
from rootout.host.files import FileTree
from rootout.host.trust import shield
from rootout.model.value import value

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"}
SECONDS = 30.0


@value
class Completed:
    """How a program ended."""

    code: int
    output: bytes
    errors: bytes


class TrustedPrograms:
    """Finds programs of this host, verifies them, and runs them where no preload reaches."""

    def __init__(self, tree: FileTree, packages: PackageDatabase) -> None:
        self._tree = tree
        self._packages = packages

    def find(self, candidates: Iterable[str]) -> str | None:
        """Return the first of `candidates` that is there and is what its package says."""
        return next((path for path in candidates if self._is_genuine(path)), None)

    def run(
        self, candidates: Iterable[str], arguments: Iterable[str], stdin: bytes = b""
    ) -> Completed:
        """Run the first genuine program of `candidates`, without a shell.

        Raises RootoutError where there is none, where it hangs, or where it cannot be started.
        """
        named = tuple(candidates)
        path = self.find(named)
        if path is None:
            hint = "Reinstall its package, or do this step by hand."
            raise RootoutError(
                f"no trustworthy {named[0].rpartition('/')[2]} is on this host", hint
            )
        try:
            done = subprocess.run(
                [path, *arguments],
                input=stdin,
                capture_output=True,
                env=ENVIRONMENT,
                timeout=SECONDS,
                check=False,
                preexec_fn=shield,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            hint = "Run it by hand to see what it waits for."
            raise RootoutError(f"{path} did not end: {error}", hint) from error
        return Completed(code=done.returncode, output=done.stdout, errors=done.stderr)

    def _is_genuine(self, path: str) -> bool:
        try:
            reached = self._tree.resolve(path)
            expected = self._packages.expected(reached)
            if expected is None or expected.digest is None or expected.algorithm is None:
                return False
            return self._tree.digest(reached, expected.algorithm) == expected.digest
        except OSError:
            return False
