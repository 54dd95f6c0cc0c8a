"""Jobs of cron, in the system's own tables and in each user's."""

from collections.abc import Iterator

from rootout.collect.registry import artifact
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Record
from rootout.model.value import value


@value
class CronJob(Record):
    """One job: when it runs, as whom, and what."""

    schedule: str
    user: str
    command: str
    text: str  # the whole line, as it stands in the file
    file_modified: float
    is_shared: bool  # the file is a user's table or /etc/crontab: remove the line, not the file
    targets: tuple[str, ...]  # absolute paths that the command names

    @property
    def key(self) -> str:
        """Return `path:line`."""
        return f"{self.origin.path}:{self.origin.line}"

    def entities(self) -> tuple[Entity, ...]:
        """Return the job, its file, and what it names."""
        files = (self.origin.path, *self.targets)
        return (Entity("job", self.key), *(Entity("file", path) for path in files))

    def ties(self) -> Iterator[Tie]:
        """Tie the job to what it starts, and the account to the job."""
        job = Entity("job", self.key)
        for path in self.targets:
            yield Tie(job, "starts", Entity("file", path))
        yield Tie(Entity("account", self.user), "owns", job)


@artifact(
    files=("/etc/crontab", "/etc/cron.d/*", "/var/spool/cron/*", "/var/spool/cron/*/*"),
    attack=("T1053.003",),
)
def parse(file: EvidenceFile) -> Iterator[CronJob | Gap]:
    """Commands that cron starts on a schedule."""
    raise NotImplementedError
