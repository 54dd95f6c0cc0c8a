"""Jobs that at(1) and batch(1) have put aside for later, as atd(8) will run them.

The layout is that of `writefile` in at.c of at 3.2.5: a header with uid, gid and mail, `umask`,
a dump of the whole environment, `cd` into the folder of that hour, and then what was typed.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from rootout.collect.commands import LOADED, MOST, targets_of
from rootout.collect.registry import artifact
from rootout.collect.scripts import MOST_TEXT, plain_text
from rootout.model.configuration import Launcher
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap, Reason
from rootout.model.value import value

# Queue (`=` while it runs), number in 5 and minutes since 1970 in 8 hexadecimal digits: atd.c.
NAME = re.compile(r"(?P<queue>[=A-Za-z])(?P<number>[0-9a-f]{5})(?P<minutes>[0-9a-f]{8})")
HEADER = re.compile(
    r"#!/bin/sh\n# atrun uid=(?P<uid>-?\d{1,20}) gid=-?\d{1,20}\n"
    r"# mail +(?P<mail>\S{1,255}) -?\d{1,20}\n"
)
# Only what at itself writes is left out: everything else in the file is run, and so is told.
SETTING = re.compile(
    r"""umask[ ][0-7]{1,6}\n
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<text>(?:[A-Za-z0-9%/{\[\]=}@+#,.:_-]|\\.|"\n")*+)
      ;[ ]export[ ](?P=name)\n""",
    re.VERBOSE,
)
FOLDER = re.compile(
    r"cd (?P<folder>(?:[^\n\\ ;&|$`()<>]|\\.)+) \|\| \{\n"
    r"\t echo 'Execution directory inaccessible' >&2\n\t exit 1\n\}\n"
)
ESCAPED = re.compile(r"""\\(.)|"(\n)\"""")


@value
class AtJob(Launcher):
    """One job: when it runs, as whom, and what was typed; the environment is not part of it."""

    uid: int
    time: float  # when it is due; 0 where the name of the file does not say

    @property
    def what(self) -> str:
        """Name the kind of launcher in a sentence."""
        return "at job"

    @property
    def occasion(self) -> str:
        """Say when it runs."""
        try:
            due = datetime.fromtimestamp(self.time, UTC)
        except (ValueError, OverflowError, OSError):
            return "by atd, in a far future"
        return f"by atd, at {due:%Y-%m-%d %H:%M} UTC" if self.time else "by atd"

    @property
    def technique(self) -> str:
        """Return the ATT&CK id of this way to stay."""
        return "T1053.002"


@artifact(files=("/var/spool/cron/atjobs/*", "/var/spool/at/*"), attack=("T1053.002",))
def parse(file: EvidenceFile) -> Iterator[AtJob | Gap]:
    """Commands that wait for their one hour."""
    text = file.data.decode(errors="surrogateescape")
    name, header = NAME.fullmatch(file.name), HEADER.match(text)
    if header is None:
        if not file.name.startswith("."):  # .SEQ counts the jobs, .lockfile guards them
            yield _gap(file, "malformed", "this is no job that atd would run")
        return
    folder, loaded, body = _split(text, header.end())
    uid = int(header["uid"])
    targets = tuple(dict.fromkeys((*targets_of(body, folder), *loaded)))
    yield AtJob(
        origin=file.origin,
        text="",
        file_modified=file.stat.modified_ns / 1e9 if file.stat else 0.0,
        is_shared=False,
        package=file.package,
        user="root" if uid == 0 else header["mail"],
        command=plain_text(body),
        targets=targets[:MOST],
        uid=uid,
        time=int(name["minutes"], 16) * 60.0 if name else 0.0,
    )
    if len(targets) >= MOST or len(body) > MOST_TEXT:
        yield _gap(file, "too_large", "it is longer than what is judged of a job")


def _split(text: str, start: int) -> tuple[str, list[str], str]:
    """Return the folder of a job, libraries that its environment loads, and what it runs."""
    loaded: list[str] = []
    while found := SETTING.match(text, start):
        start = found.end()
        if found["name"] in LOADED:
            parts = re.split("[ :]", _plain(found["text"]))
            loaded.extend(part for part in parts if part.startswith("/"))
    where = FOLDER.match(text, start)
    body = text[where.end() if where else start :]
    return _plain(where["folder"]) if where else "", loaded, body.strip()


def _plain(escaped: str) -> str:
    return ESCAPED.sub(lambda found: found[1] or found[2], escaped)


def _gap(file: EvidenceFile, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="at_jobs", path=file.path, reason=reason, detail=detail)
