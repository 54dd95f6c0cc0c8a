"""Lock an account, so that neither its password nor its keys let anybody in."""

from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase, Risk
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.account_lines import Change, fields_edit, put_fields_back, rows_of
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep

SHADOW, PASSWD = "/etc/shadow", "/etc/passwd"
PASSWORD, SHELL, EXPIRY = 1, 6, 7  # fields of shadow(5) and passwd(5)
FIRST_DAY = b"1"  # 1970-01-02: shadow(5) warns of 0, which some take for "never"
NOBODYS_SHELL = b"/usr/sbin/nologin"
IN_SHADOW = b"x"  # what passwd(5) has where the password is in shadow(5)


@value
class LockAccount(Action):
    """Put `!` before the password, and let the account expire: sshd asks for that with keys too.

    An account without shadow cannot expire, so it loses its shell.
    """

    phase: ClassVar[Phase] = "contain"
    risk: ClassVar[Risk] = "medium"

    account: str

    def describe(self) -> str:
        """Say which account is locked."""
        return f"lock the account {self.account}: no login by password or key"

    def touches(self) -> tuple[Entity, ...]:
        """Return the account."""
        return (Entity("account", self.account),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the tables that say it is open."""
        changes = self._changes(host)
        is_open = [path for path in changes if not self._is_locked(host, path, changes[path])]
        reached = {path: lines.reached(host, path) for path in is_open}
        return Captured(snapshots=keep(host, vault, reached.values()), facts=reached)

    def apply(self, host: MutableHost) -> None:
        """Lock it in each table."""
        with host.keep_accounts():
            for path, change in self._changes(host).items():
                lines.change(host, path, fields_edit(self._name, change))

    def verify(self, host: Host) -> bool:
        """Look whether it is locked, or gone."""
        return all(self._is_locked(host, *one) for one in self._changes(host).items())

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Open it again; a password that was set since stays."""
        with host.keep_accounts():
            for path, reached in (captured.facts or {}).items():
                kept = lines.of_file(captured, reached)
                change = _in_shadow if path == SHADOW else _in_passwd
                put_fields_back(host, vault, kept, self._name, change)

    @property
    def _name(self) -> bytes:
        return self.account.encode(errors="surrogateescape")

    def _changes(self, host: Host) -> dict[str, Change]:
        """Return what is done to each table: where shadow knows the account, passwd may stay."""
        rows = rows_of(lines.read(host, SHADOW))
        can_expire = any(row[0] == self._name and len(row) > PASSWORD for row in rows)
        return {SHADOW: _in_shadow, PASSWD: _in_passwd_too if can_expire else _in_passwd}

    def _is_locked(self, host: Host, path: str, change: Change) -> bool:
        return lines.is_clean(host, path, fields_edit(self._name, change))


def _in_shadow(row: list[bytes]) -> list[bytes]:
    row = row + [b""] * (EXPIRY + 2 - len(row))
    return [*row[:PASSWORD], _locked(row[PASSWORD]), *row[2:EXPIRY], FIRST_DAY, *row[EXPIRY + 1 :]]


def _in_passwd_too(row: list[bytes]) -> list[bytes]:
    return row if row[PASSWORD] == IN_SHADOW else _in_passwd(row)


def _in_passwd(row: list[bytes]) -> list[bytes]:
    row = row + [b""] * (SHELL + 1 - len(row))
    password = row[PASSWORD] if row[PASSWORD] == IN_SHADOW else _locked(row[PASSWORD])
    return [*row[:PASSWORD], password, *row[2:SHELL], NOBODYS_SHELL]


def _locked(password: bytes) -> bytes:
    """Return what no password matches, and usermod -U turns back; `*` matches none already."""
    return password if password.startswith((b"!", b"*")) else b"!" + password
