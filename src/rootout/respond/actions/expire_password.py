"""Let a password expire, so that a new one has to be chosen at the next login."""

from typing import ClassVar

from rootout.errors import RootoutError
from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.account_lines import fields_edit, put_fields_back, rows_of
from rootout.respond.action import Action, Captured, Vault

SHADOW, PASSWD = "/etc/shadow", "/etc/passwd"
CHANGED = 2  # the field of shadow(5) with the day of the last change
AT_ONCE = b"0"


@value
class ExpirePassword(Action):
    """Say that a password is as old as can be, as `chage -d 0` does: chage(1).

    It keeps nobody out who knows the password: lock the account first.
    """

    phase: ClassVar[Phase] = "contain"

    account: str

    def describe(self) -> str:
        """Say whose password expires."""
        return f"let the password of {self.account} expire"

    def touches(self) -> tuple[Entity, ...]:
        """Return the account."""
        return (Entity("account", self.account),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the table."""
        return lines.capture(host, vault, SHADOW)

    def apply(self, host: MutableHost) -> None:
        """Set the day of the last change."""
        with host.keep_accounts():
            if self._has_line(host, PASSWD) and not self._has_line(host, SHADOW):
                hint = "Lock the account, or take its line out of passwd."
                message = f"{self.account} has no line in shadow: its password cannot expire"
                raise RootoutError(message, hint)
            lines.change(host, SHADOW, self._edit)

    def verify(self, host: Host) -> bool:
        """Look whether it has expired, or the account is gone."""
        return lines.is_clean(host, SHADOW, self._edit)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the day back, unless a new password was chosen since."""
        with host.keep_accounts():
            put_fields_back(host, vault, captured, self._name, _expired)

    @property
    def _name(self) -> bytes:
        return self.account.encode(errors="surrogateescape")

    @property
    def _edit(self) -> lines.Edit:
        return fields_edit(self._name, _expired)

    def _has_line(self, host: Host, path: str) -> bool:
        return any(row[0] == self._name for row in rows_of(lines.read(host, path)))


def _expired(row: list[bytes]) -> list[bytes]:
    row = row + [b""] * (CHANGED + 1 - len(row))
    return [*row[:CHANGED], AT_ONCE, *row[CHANGED + 1 :]]
