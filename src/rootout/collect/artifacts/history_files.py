"""Where each account's shell history is kept: in a file, or nowhere."""

from collections.abc import Iterator
from typing import Literal

from rootout.collect.patterns import residents
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Origin, Record
from rootout.model.value import value

SHELLS = (
    ".bash_history",
    ".zsh_history",
    ".zhistory",
    ".histfile",
    ".sh_history",
    ".ash_history",
    ".local/share/fish/fish_history",
)
NAMES = (*SHELLS, ".mysql_history", ".psql_history")
LOCKED = 0x10 | 0x20  # chattr: immutable, append-only
State = Literal["kept", "empty", "link", "device"]


@value
class HistoryFile(Record):
    """One history; of a link `target` says where it leads."""

    user: str
    state: State
    target: str
    is_locked: bool = False  # by chattr: nothing can be taken out, or nothing added

    @property
    def is_of_shell(self) -> bool:
        """Say whether a shell writes it."""
        return self.origin.path.endswith(SHELLS)

    def entities(self) -> tuple[Entity, ...]:
        """Return the history, and whose it is."""
        return (Entity("file", self.origin.path), Entity("account", self.user))


@artifact(form="tree", attack=("T1070.003",))
def collect(host: Host) -> Iterator[HistoryFile]:
    """Histories of shells: whether they are kept, empty, or lead nowhere."""
    for home, account in residents(host).items():
        for name in NAMES:
            path = f"{home.rstrip('/')}/{name}"
            try:
                stat = host.stat(path)
                target = host.target(path) if stat.kind == "link" else ""
            except OSError:
                continue  # most accounts have none
            state: State = "kept" if stat.size else "empty"
            if stat.kind == "link":
                state = "link"
            elif stat.kind != "file":
                state = "device"
            yield HistoryFile(
                origin=Origin(path=path),
                user=account,
                state=state,
                target=target,
                is_locked=bool(stat.locks & LOCKED),
            )
