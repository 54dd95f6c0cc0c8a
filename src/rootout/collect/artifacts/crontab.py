"""Jobs of cron, in the system's own tables and in each user's."""

import re
from collections.abc import Iterator

from rootout.collect.commands import targets_of
from rootout.collect.registry import artifact
from rootout.model.entity import Entity, Tie
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap, Record
from rootout.model.value import value

SPOOL = "/var/spool/cron/"
NOT_TABLES = ("/var/spool/cron/atjobs/", "/var/spool/cron/atspool/", "/var/spool/cron/lastrun/")
# crontab(5): a name, optional blanks, an equals sign; quotes may surround the name.
ASSIGNMENT = re.compile(r"""^["']?[A-Za-z_][A-Za-z0-9_]*["']?\s*=""")
NICKNAMES = frozenset(
    ("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
)
INPUT = re.compile(r"\\%|%")
FIELD = re.compile(r"^[0-9A-Za-z*/,~-]+$")


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
    if file.path.startswith(NOT_TABLES):
        return
    owner = file.name if file.path.startswith(SPOOL) else None
    for line in file.lines():
        if ASSIGNMENT.match(line):
            continue
        job = _job(file, line, owner)
        yield job or Gap(
            artifact="crontab",
            path=file.path,
            reason="malformed",
            detail=f"line {line.origin.line} is no job",
        )


def _job(file: EvidenceFile, line: Line, owner: str | None) -> CronJob | None:
    text = line.removeprefix("-")  # SUSE: do not log this job
    times = 1 if text.startswith("@") else 5
    words = re.split(r"[ \t]+", text, maxsplit=times if owner else times + 1)
    if len(words) <= times + (owner is None) or not _is_schedule(words[:times]):
        return None
    return CronJob(
        origin=line.origin,
        schedule=" ".join(words[:times]),
        user=owner or words[times],
        command=words[-1],
        text=line.text,
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
        is_shared=owner is not None or file.path == "/etc/crontab",
        targets=targets_of(_as_shell_text(words[-1])),
    )


def _as_shell_text(command: str) -> str:
    """Write each bare percent sign as the line end that it means: crontab(5), the sixth field.

    What follows the first one is the command's standard input, so `sh%/tmp/x` runs /tmp/x.
    """
    return INPUT.sub(lambda found: "%" if found[0] == "\\%" else "\n", command)


def _is_schedule(fields: list[str]) -> bool:
    if fields[0].startswith("@"):
        return fields[0].lower() in NICKNAMES or fields[0].startswith("@every_")
    return all(FIELD.match(field) for field in fields)
