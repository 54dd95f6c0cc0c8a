"""Jobs of cron, in the system's own tables and in each user's."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rootout.collect.commands import MOST, targets_of
from rootout.collect.registry import artifact
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile, Line
from rootout.model.record import Gap, Reason
from rootout.model.value import value

SPOOL = "/var/spool/cron/"
NOT_TABLES = ("/var/spool/cron/atjobs/", "/var/spool/cron/atspool/", "/var/spool/cron/lastrun/")
# load_env() of cron: any name without blanks, optional blanks, an equals sign; quotes around each.
ASSIGNMENT = re.compile(
    r"""^(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>[^\s"'=*@/0-9-][^\s=]*))[ \t]*="""
    r"""[ \t]*(?:"(?P<in_double>[^"]*)"|'(?P<in_single>[^']*)'|(?P<text>.*))$""",
    re.DOTALL,
)
# What these name runs in every job of the table: crontab(5), ld.so(8), bash(1).
RUN_BY_ALL = frozenset(("SHELL", "LD_PRELOAD", "LD_AUDIT", "BASH_ENV", "ENV"))
SHELLS = re.compile(r"^(/usr)?/bin/(ba|da|z|k|mk|tc|c|fi)?sh$")
SHELL_SIGNS = frozenset("\"'$`\\=[{")
MOST_FOLDERS = 16
SAFE_FOLDERS = re.compile(r"^(/usr(/local)?)?/s?bin/?$")
NICKNAMES = frozenset(
    ("@reboot", "@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
)
INPUT = re.compile(r"\\%|%")
FIELD = re.compile(r"^[0-9A-Za-z*/,~-]+$")


@value
class CronJob(Launcher):
    """One job: when it runs, as whom, and what; or a variable that makes every job run more."""

    schedule: str

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "cron job"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        return f"by cron, {self.schedule}"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1053.003"


@artifact(
    files=("/etc/crontab", "/etc/cron.d/*", "/var/spool/cron/*", "/var/spool/cron/*/*"),
    attack=("T1053.003",),
)
def parse(file: EvidenceFile) -> Iterator[CronJob | Gap]:
    """Commands that cron starts on a schedule."""
    if file.path.startswith(NOT_TABLES):
        return
    owner = file.name if file.path.startswith(SPOOL) else None
    environment: dict[str, str] = {}
    for line in file.lines():
        if assigned := ASSIGNMENT.match(line):
            name = assigned["double"] or assigned["single"] or assigned["bare"]
            text = assigned["in_double"] or assigned["in_single"] or assigned["text"] or ""
            environment[name] = text.rstrip(" \t")
            if name in RUN_BY_ALL and not SHELLS.match(environment[name]):
                yield _variable(file, line, owner, environment[name])
            continue
        job = _job(file, line, owner, environment)
        if job:
            yield job
        else:
            yield _gap(file, "malformed", f"line {line.origin.line} is no job")
        if job and len(job.targets) >= MOST:
            yield _gap(file, "too_large", f"line {line.origin.line} names ever more files")


def _variable(file: EvidenceFile, line: Line, owner: str | None, text: str) -> CronJob:
    return CronJob(
        origin=line.origin,
        schedule="with every job",
        user=owner or "root",
        command=str(line),
        text=line.text,
        file_modified=_modified(file),
        is_shared=_is_shared(file),
        package=file.package,
        targets=tuple(part for part in re.split("[ \t:]+", text) if part.startswith("/")),
    )


def _job(
    file: EvidenceFile, line: Line, owner: str | None, environment: dict[str, str]
) -> CronJob | None:
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
        file_modified=_modified(file),
        is_shared=_is_shared(file),
        package=file.package,
        targets=_targets(_as_shell_text(words[-1]), environment),
    )


def _targets(command: str, environment: dict[str, str]) -> tuple[str, ...]:
    """Return what a command names in the folder and on the search path that its table sets."""
    named = targets_of(command, environment.get("HOME", ""))
    program = re.split(r"[\s;|&()<>]", command, maxsplit=1)[0]
    if not program or "/" in program or SHELL_SIGNS.intersection(program):
        return named
    found = (f"{folder}/{program}" for folder in _odd_folders(environment.get("PATH", "")))
    return tuple(dict.fromkeys((*found, *named)))


@lru_cache(maxsize=8)
def _odd_folders(search_path: str) -> tuple[str, ...]:
    """Return the folders of a PATH that are not the system's own: the same for many jobs."""
    odd = (one for one in search_path.split(":") if one.startswith("/"))
    return tuple(one.rstrip("/") for one in odd if not SAFE_FOLDERS.match(one))[:MOST_FOLDERS]


def _modified(file: EvidenceFile) -> float:
    return file.stat.modified_ns / 1e9 if file.stat else 0.0


def _gap(file: EvidenceFile, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="crontab", path=file.path, reason=reason, detail=detail)


def _is_shared(file: EvidenceFile) -> bool:
    return file.path.startswith(SPOOL) or file.path == "/etc/crontab"


def _as_shell_text(command: str) -> str:
    """Write each bare percent sign as the line end that it means: crontab(5), the sixth field.

    What follows the first one is the command's standard input, so `sh%/tmp/x` runs /tmp/x.
    """
    return INPUT.sub(lambda found: "%" if found[0] == "\\%" else "\n", command)


def _is_schedule(fields: list[str]) -> bool:
    if fields[0].startswith("@"):
        return fields[0].lower() in NICKNAMES or fields[0].startswith("@every_")
    return all(FIELD.match(field) for field in fields)
