"""What an intruder writes into configuration, and what can be taken out again."""

from collections.abc import Iterator

from rootout.model.entity import Entity, Tie
from rootout.model.record import Record
from rootout.model.value import value

LONGEST = 300  # characters that a person reads of one line


@value
class ConfigurationLine(Record):
    """One line of a file, or a small file as a whole, that says something of its own.

    Everything that is one is planned for and verified alike: no stage needs to know its kind.
    """

    text: str  # the line as it stands in the file; empty where the whole file is meant
    file_modified: float
    is_shared: bool  # the file holds other things too: take out the line, not the file
    package: str | None = None  # the owner of the file, where it still is what the package says

    @property
    def key(self) -> str:
        """Return `path:line`, or the path where the whole file is meant."""
        line = self.origin.line
        return self.origin.path if line is None else f"{self.origin.path}:{line}"

    @property
    def what(self) -> str:
        """Name the kind of line in a sentence."""
        return "setting"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1546"

    @property
    def shown(self) -> str:
        """Return what it says as one line that a person can read."""
        return _shortened(self.text)

    def subject(self) -> Entity:
        """Return the line as a thing that can belong to an incident."""
        return Entity("setting", self.key)

    def entities(self) -> tuple[Entity, ...]:
        """Return the line and its file."""
        return (self.subject(), Entity("file", self.origin.path))


@value
class Launcher(ConfigurationLine):
    """A line, or a file, that starts programs by itself."""

    user: str
    command: str
    targets: tuple[str, ...]  # absolute paths that the command names

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "launcher"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return "by itself"

    @property
    def shown(self) -> str:
        """Return what it runs as one line that a person can read."""
        return _shortened(self.command)

    def subject(self) -> Entity:
        """Return the job."""
        return Entity("job", self.key)

    def entities(self) -> tuple[Entity, ...]:
        """Return the job, its file, and what it names."""
        files = (self.origin.path, *self.targets)
        return (self.subject(), *(Entity("file", path) for path in files))

    def ties(self) -> Iterator[Tie]:
        """Tie the job to what it starts, and the account to the job."""
        for path in self.targets:
            yield Tie(self.subject(), "starts", Entity("file", path))
        yield Tie(Entity("account", self.user), "owns", self.subject())


def _shortened(text: str) -> str:
    whole = " ".join(text[: 2 * LONGEST].split())
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 3]}..."
