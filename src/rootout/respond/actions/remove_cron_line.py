"""Remove one job from a table of cron that holds others."""

import os
from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault
from rootout.respond.kept import keep


@value
class RemoveCronLine(Action):
    """Remove one line from a crontab; every other byte stays."""

    phase: ClassVar[Phase] = "eradicate"

    path: str
    line: int  # where it was seen; it is found again by its text
    text: str

    def describe(self) -> str:
        """Say which line goes."""
        return f"remove line {self.line} of {self.path}: {self.text.strip()}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the job."""
        return (Entity("job", f"{self.path}:{self.line}"),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the table as it is."""
        return Captured(snapshots=keep(host, vault, (self.path,)))

    def apply(self, host: MutableHost) -> None:
        """Take the line out. Cron reads the table again by itself: cron(8)."""
        lines.take_out(host, self.path, self._is_job)

    def verify(self, host: Host) -> bool:
        """Look whether the table has the line."""
        return not lines.has(lines.read(host, self.path) or b"", self._is_job)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the line back."""
        lines.put_in(host, vault, captured, self.path, self._is_job)

    def _is_job(self, line: bytes) -> bool:
        return line == os.fsencode(self.text)
