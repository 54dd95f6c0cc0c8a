"""Accounts, with the state of their passwords."""

from collections.abc import Iterator
from typing import Literal

from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Gap, Record
from rootout.model.value import value

Password = Literal["set", "locked", "empty", "none", "unknown"]


@value
class Account(Record):
    """One line of passwd(5), joined with shadow(5) and group(5)."""

    name: str
    uid: int
    gid: int
    description: str
    home: str
    shell: str
    password: Password
    password_changed: int | None  # days since 1970, third field of shadow
    groups: tuple[str, ...]
    in_backup: bool | None  # also in /etc/passwd- or /var/backups/passwd.bak; None: no backup
    file_modified: float

    def entities(self) -> tuple[Entity, ...]:
        """Return the account."""
        return (Entity("account", self.name),)


@artifact(form="tree", attack=("T1136.001",))
def collect(host: Host) -> Iterator[Account | Gap]:
    """Every account of /etc/passwd, whatever its shell."""
    raise NotImplementedError
