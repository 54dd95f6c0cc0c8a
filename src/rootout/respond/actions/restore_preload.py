"""Take an intruder's library out of /etc/ld.so.preload, before anything else is eradicated."""

import re
from typing import ClassVar

from rootout.host.api import Host, MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Phase
from rootout.model.value import value
from rootout.respond import lines
from rootout.respond.action import Action, Captured, Vault

BETWEEN = re.compile(rb"([ \t:\0]+)")  # as the linker itself splits a line: elf/rtld.c of glibc
BLANK = b" \t\r\n\v\f:\0"


@value
class RestorePreload(Action):
    """Remove libraries from the preload file of the dynamic linker."""

    phase: ClassVar[Phase] = "eradicate"

    path: str
    libraries: tuple[str, ...]

    def describe(self) -> str:
        """Say which libraries go."""
        return f"take {', '.join(self.libraries)} out of {self.path}"

    def touches(self) -> tuple[Entity, ...]:
        """Return the file and its libraries."""
        return tuple(Entity("file", path) for path in (self.path, *self.libraries))

    def capture(self, host: Host, vault: Vault) -> Captured:
        """Keep the file as it is."""
        return lines.capture(host, vault, self.path)

    def apply(self, host: MutableHost) -> None:
        """Take the names out; a file with nothing left goes, as on a clean server."""
        data = lines.read(host, self.path)
        if data is None:
            return
        if lines.edited(data, self._edit).strip(BLANK):
            lines.change(host, self.path, self._edit)
        else:
            host.remove(lines.reached(host, self.path))

    def verify(self, host: Host) -> bool:
        """Look whether the file names a library."""
        return lines.is_clean(host, self.path, self._edit)

    def undo(self, host: MutableHost, vault: Vault, captured: Captured) -> None:
        """Put the names back."""
        lines.change_back(host, vault, captured, self._edit)

    def _edit(self, line: bytes) -> bytes | None:
        text, mark, comment = line.partition(b"#")
        parts = BETWEEN.split(text)
        left = [part for part in parts if not self._is_named(part)]
        if len(left) == len(parts):
            return line
        rest = b"".join(left)
        return rest + mark + comment if mark or rest.strip(BLANK) else None

    def _is_named(self, part: bytes) -> bool:
        """Say whether a library is meant, also where blanks that the linker ignores are in it."""
        text = part.decode(errors="surrogateescape")
        return not set(self.libraries).isdisjoint((text, *text.split()))
