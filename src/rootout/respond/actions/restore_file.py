"""Put a file of a package back as its package made it."""

from typing import ClassVar

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.file import Snapshot
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep, put_back
from rootout.respond.originals import expected_of, find_original, is_original, snapshot_of

UNITS = "/systemd/"  # in the path of each file that the service manager reads
ALGORITHM, DIGEST = "algorithm", "digest"


@value
class RestoreFile(Action):
    """Put the bytes of the package in the place of a changed file, in one step.

    They come from `backups` or a file of like name in the same folder, from the package manager's
    cache, or from its repository, and count only with the digest that the package manager kept. No
    script of a package is run. What already runs keeps the file that it was started from.
    """

    phase: ClassVar[Phase] = "eradicate"
    risk: ClassVar[Risk] = "medium"

    path: str
    backups: tuple[str, ...] = ()  # other files of the incident, that may be the original

    def describe(self) -> str:
        """Say which file comes back."""
        return f"restore {self.path} as its package made it"

    def touches(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the changed file, and what its package says: an upgrade may say otherwise later."""
        expected = expected_of(host, self.path)
        facts = {ALGORITHM: expected.algorithm or "", DIGEST: expected.digest or ""}
        return Captured(snapshots=keep(host, vault, (self.path,)), facts=facts)

    def apply(self, host: MutableHost) -> None:
        """Put the original in its place. Raises RootoutError where there is none to be had."""
        expected = expected_of(host, self.path)
        if not is_original(host, self.path, expected):
            original = find_original(host, self.path, expected, self.backups)
            host.restore(snapshot_of(host, self.path, original, expected), original.data)
        self._tell(host)

    def verify(self, host: Host) -> bool:
        """Look whether the file has the digest of its package."""
        try:
            return is_original(host, self.path, expected_of(host, self.path))
        except RootoutError:
            return False

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the changed file back. Raises RootoutError where somebody wrote it anew since."""
        changed, *folders = captured.snapshots
        now = host.snapshot(changed.path)
        if not _is_alike(now, changed) and not self._is_ours(host, captured.facts or {}):
            hint = f"Its earlier bytes are in the case, {changed.sha256}."
            raise RootoutError(f"{changed.path} was written anew since: it stays", hint)
        if changed.stat is None:
            host.remove(changed.path)
        put_back(host, vault, (changed, *folders))
        self._tell(host)

    def _is_ours(self, host: Host, facts: dict[str, str]) -> bool:
        """Say whether the file is what was put there, or gone, or no file."""
        try:
            if host.stat(self.path).kind != "file":
                return False
            return host.digest(self.path, facts[ALGORITHM]) == facts[DIGEST]
        except (FileNotFoundError, NotADirectoryError):
            return True

    def _tell(self, host: MutableHost) -> None:
        if UNITS in self.path:
            host.reload_units()


def _is_alike(one: Snapshot, other: Snapshot) -> bool:
    kinds = (one.stat and one.stat.kind, other.stat and other.stat.kind)
    return kinds[0] == kinds[1] and (one.sha256, one.target) == (other.sha256, other.target)
