"""Remove an account that the intruder made."""

import os
from typing import ClassVar

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep

# The shadow line goes first: from then on nobody logs in with its password, whatever comes.
TABLES = ("/etc/shadow", "/etc/passwd", "/etc/gshadow", "/etc/group", "/etc/subuid", "/etc/subgid")


@value
class RemoveAccount(Action):
    """Remove an account's own lines from passwd, shadow and group; others stay as they are."""

    phase: ClassVar[Phase] = "eradicate"
    risk: ClassVar[Risk] = "medium"

    account: str
    uid: int

    def describe(self) -> str:
        """Say which account goes."""
        return f"remove the account {self.account} (uid {self.uid})"

    def touches(self) -> tuple[Entity, ...]:
        """Return the account."""
        return (Entity("account", self.account),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep every table that names it."""
        return Captured(snapshots=keep(host, vault, self._tables(host)))

    def apply(self, host: MutableHost) -> None:
        """Take its lines out, one whole table after the other."""
        other = f"{self.account}:".encode(errors="surrogateescape")
        for line in (lines.read(host, "/etc/passwd") or b"").split(b"\n"):
            if line.startswith(other) and line.split(b":")[2:3] != [str(self.uid).encode()]:
                hint = "Scan again: the account was made anew since."
                raise RootoutError(f"{self.account} no longer has uid {self.uid}", hint)
        for path in self._tables(host):
            lines.take_out(host, path, self._is_own)

    def verify(self, host: Host) -> bool:
        """Look whether a table names it."""
        return not self._tables(host)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put its lines back, in the opposite order."""
        names = [one.path for one in captured.snapshots if one.path in TABLES]
        for path in reversed(names):
            lines.put_in(host, vault, captured, path, self._is_own)

    def _tables(self, host: Host) -> tuple[str, ...]:
        return tuple(
            path for path in TABLES if lines.has(lines.read(host, path) or b"", self._is_own)
        )

    def _is_own(self, line: bytes) -> bool:
        return line.startswith(os.fsencode(f"{self.account}:"))
