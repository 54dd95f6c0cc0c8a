"""Remove one line from a file that holds other things too."""

from typing import ClassVar, Literal

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault


@value
class RemoveLine(Action):
    """Remove one line of a crontab, a shell profile, ...; every other byte stays.

    It is known by its text, wherever it stands by now; a text with newlines is several lines that
    go together, as those that a backslash carries on. The same text twice is the same line twice:
    to remove only one of them could not be repeated after a crash.
    """

    phase: ClassVar[Phase] = "eradicate"

    path: str
    line: int  # where it was seen
    text: str
    kind: Literal["job", "setting"] = "job"

    def describe(self) -> str:
        """Say which line goes."""
        text = " ".join(part.strip() for part in self.text.split("\n"))
        return f"remove line {self.line} of {self.path}: {text.strip()}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the line."""
        return (Entity(self.kind, f"{self.path}:{self.line}"),)

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the file as it is."""
        return lines.capture(host, vault, self.path)

    def apply(self, host: MutableHost) -> None:
        """Take the line out. Cron reads its tables again by itself: cron(8)."""
        lines.change(host, self.path, self._edit, self._bytes)

    def verify(self, host: Host) -> bool:
        """Look whether the file has the line."""
        return lines.is_clean(host, self.path, self._edit, self._bytes)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the line back."""
        lines.change_back(host, vault, captured, self._edit, self._bytes)

    @property
    def _bytes(self) -> bytes:
        return self.text.encode(errors="surrogateescape")

    def _edit(self, line: bytes) -> bytes | None:
        return None if line == self._bytes else line
