"""A change to a file at the moment it was made, and who made it."""

from rootout.model.entity import Entity
from rootout.model.record import Record
from rootout.model.value import value


@value
class FileEvent(Record):
    """One change in a folder that a watch looks at (fanotify(7))."""

    path: str
    change: str  # created, written, changed, deleted; found: at a later look, by nobody knows whom
    process: str | None  # key of who did it, `pid:start_ticks`
    pid: int
    user: str
    executable: str | None
    command_line: str

    def entities(self) -> tuple[Entity, ...]:
        """Return the file, and who changed it."""
        file = Entity("file", self.path)
        return (file, Entity("process", self.process)) if self.process else (file,)
