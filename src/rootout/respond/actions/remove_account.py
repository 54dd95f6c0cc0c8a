"""Remove an account that the intruder made."""

import posixpath
from typing import ClassVar

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.account_lines import edit_of, has_own_group, id_of, rows_of
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep

# passwd is last: what else belongs to the account is known by it, also after a crash half way.
TABLES = ("/etc/shadow", "/etc/gshadow", "/etc/group", "/etc/subuid", "/etc/subgid", "/etc/passwd")
OWN_GROUP = "own_group"


@value
class RemoveAccount(Action):
    """Remove an account from passwd, shadow and group, and from the members of other groups."""

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
        """Keep every table that names it, and whether the group of its name is its own."""
        own = self._has_own_group(host)
        tables = [path for path in TABLES if not lines.is_clean(host, path, self._edit(path, own))]
        facts = {OWN_GROUP: "yes" if own else "no"}
        return Captured(snapshots=keep(host, vault, tables), facts=facts)

    def apply(self, host: MutableHost) -> None:
        """Take its lines out, one whole table after the other."""
        with host.keep_accounts():
            self._require_removable(host)
            own = self._has_own_group(host)
            for path in TABLES:
                lines.change(host, path, self._edit(path, own))

    def verify(self, host: Host) -> bool:
        """Look whether a table names it."""
        own = self._has_own_group(host)
        return all(lines.is_clean(host, path, self._edit(path, own)) for path in TABLES)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put its lines back, passwd first."""
        own = (captured.facts or {}).get(OWN_GROUP) == "yes"
        with host.keep_accounts():
            for path in reversed(TABLES):
                edit = self._edit(path, own)
                lines.change_back(host, vault, lines.of_file(captured, path), edit)

    @property
    def _name(self) -> bytes:
        return self.account.encode(errors="surrogateescape")

    def _edit(self, path: str, own_group: bool) -> lines.Edit:
        return edit_of(self._name, posixpath.basename(path), own_group=own_group)

    def _has_own_group(self, host: Host) -> bool:
        passwd, group = (rows_of(lines.read(host, f"/etc/{name}")) for name in ("passwd", "group"))
        return has_own_group(self._name, passwd, group)

    def _require_removable(self, host: Host) -> None:
        """Raise RootoutError where the account is another one by now, or the only root."""
        rows = rows_of(lines.read(host, "/etc/passwd"))
        if any(row[0] == self._name and id_of(row, 2) != self.uid for row in rows):
            hint = "Scan again: the account was made anew since."
            raise RootoutError(f"{self.account} no longer has uid {self.uid}", hint)
        if self.uid == 0 and not any(row[0] != self._name and id_of(row, 2) == 0 for row in rows):
            hint = "Make the account root again first."
            raise RootoutError(f"{self.account} is the only account with the rights of root", hint)
