"""Run a program of the host, and only while it is what its package says."""

import subprocess
from collections.abc import Iterable, Mapping

from rootout.errors import RootoutError
from rootout.host.api import PackageDatabase
from rootout.host.files import FileTree
from rootout.host.trust import shield
from rootout.model.value import value

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C"}
SECONDS = 30.0
MOST_SAID = 200  # characters of what a program complains of


@value
class Completed:
    """How a program ended."""

    code: int
    output: bytes
    errors: bytes

    def require(self, name: str) -> None:
        """Raise RootoutError with what the program said, unless it was content."""
        if self.code != 0:
            said = " ".join(self.errors.decode(errors="replace").split())[:MOST_SAID]
            hint = f"Run rootout as root, and see whether {name} works by hand."
            raise RootoutError(f"{name} refused: {said or f'code {self.code}'}", hint)


class TrustedPrograms:
    """Finds programs of this host, verifies them, and runs them where no preload reaches."""

    def __init__(self, tree: FileTree, packages: PackageDatabase) -> None:
        self._tree = tree
        self._packages = packages

    def find(self, candidates: Iterable[str]) -> str | None:
        """Return the first of `candidates` that is there and is what its package says."""
        return next((path for path in candidates if self._genuine(path)), None)

    def run(
        self,
        candidates: Iterable[str],
        arguments: Iterable[str],
        stdin: bytes = b"",
        seconds: float = SECONDS,
        folder: str = "/",
        settings: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run the first genuine program of `candidates`, without a shell, in `folder`.

        `settings` are its environment, beside a path and a language.
        Raises RootoutError where there is none, where it hangs, or where it cannot be started.
        """
        named = tuple(candidates)
        path = next((reached for one in named if (reached := self._genuine(one))), None)
        if path is None:
            name = named[0].rpartition("/")[2]
            hint = f"Reinstall the package of {name}, or do this step by hand."
            raise RootoutError(f"no trustworthy {name} is on this host", hint)
        try:
            done = subprocess.run(
                [path, *arguments],
                input=stdin,
                capture_output=True,
                cwd=folder,
                env={**ENVIRONMENT, **(settings or {})},
                timeout=seconds,
                check=False,
                preexec_fn=shield,
            )
        except subprocess.TimeoutExpired as error:
            hint = "Run it by hand to see what it waits for."
            raise RootoutError(f"{path} did not end within {seconds:.0f} s", hint) from error
        except (OSError, subprocess.SubprocessError) as error:
            hint = "rootout needs root, and the right to make a mount namespace."
            raise RootoutError(f"{path} could not be started: {error}", hint) from error
        return Completed(code=done.returncode, output=done.stdout, errors=done.stderr)

    def _genuine(self, path: str) -> str | None:
        """Return where `path` leads, if that is the file of a package, and of that name.

        A link to another genuine program, say nft to /bin/true, must not pass for it.
        """
        try:
            reached = self._tree.resolve(path)
            expected = self._packages.expected(reached)
            if expected is None or expected.digest is None or expected.algorithm is None:
                return None
            if reached.rpartition("/")[2] != path.rpartition("/")[2]:
                return None
            is_same = self._tree.digest(reached, expected.algorithm) == expected.digest
        except OSError:
            return None
        return reached if is_same else None
