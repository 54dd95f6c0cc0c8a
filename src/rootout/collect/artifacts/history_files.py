"""Where each account's shell history is kept: in a file, or nowhere."""

import posixpath
from collections.abc import Iterator
from typing import Literal

from rootout.collect.patterns import homes
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity
from rootout.model.record import Origin, Record
from rootout.model.value import value

NAMES = (".bash_history", ".zsh_history", ".sh_history", ".ash_history", ".mysql_history")
State = Literal["kept", "empty", "link", "device"]


@value
class HistoryFile(Record):
    """One history; of a link `target` says where it leads."""

    user: str
    state: State
    target: str

    def entities(self) -> tuple[Entity, ...]:
        """Return the history, and whose it is."""
        return (Entity("file", self.origin.path), Entity("account", self.user))


@artifact(form="tree", attack=("T1070.003",))
def collect(host: Host) -> Iterator[HistoryFile]:
    """Histories of shells: whether they are kept, empty, or lead nowhere."""
    for home in homes(host):
        for name in NAMES:
            path = posixpath.join(home, name)
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
                user=posixpath.basename(home.rstrip("/")) or "root",
                state=state,
                target=target,
            )
