"""A job or unit that starts a program which lies where nobody installs one.

Administrators start their own unowned scripts all the time: that alone is never counted. What
counts is the place: hidden, temporary, or open to everybody's changes.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.places import is_in_own_folder, is_temporary
from rootout.detect.check import check
from rootout.detect.launchers import (
    Files,
    Starter,
    called,
    commands,
    is_program,
    starters,
    technique,
)
from rootout.detect.shell import programs
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding, Severity

OPEN = "everybody may change it"


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Jobs and units that start programs from hidden, temporary or unprotected places."""
    files = Files(evidence)
    for launcher in starters(evidence):
        for file in files.reached_by(launcher):
            reason = _reason(file)
            if reason and is_program(file):
                severity: Severity = "medium" if reason == OPEN else "high"
                yield _finding(launcher, file.path, severity, reason, (launcher.id, file.id))
        for path in _missing(launcher, files):
            yield _finding(launcher, path, "high", "it is gone, for now", (launcher.id,))


def _reason(file: ReferencedFile) -> str:
    if file.is_hidden and not is_in_own_folder(file.path):
        return "it is hidden"
    if file.is_temporary:
        return "it is in a temporary folder"
    return OPEN if file.is_writable_by_others else ""


def _missing(launcher: Starter, files: Files) -> Iterator[str]:
    """Yield programs in temporary folders that are not there: deleted, or not yet written."""
    for command in commands(launcher):
        for path in programs(command):
            if is_temporary(path) and files.at(path) is None:
                yield path


def _finding(
    launcher: Starter, path: str, severity: Severity, reason: str, records: tuple[str, ...]
) -> Finding:
    return Finding(
        rule="launcher_of_unowned_target",
        title="Something is started again and again from a place where no program belongs",
        severity=severity,
        confidence="high" if severity == "high" else "medium",
        techniques=(technique(launcher),),
        records=records,
        entities=(launcher.entities()[0], Entity("file", path)),
        why=f"The {called(launcher)} starts {shorten(path)}, which no package owns: {reason}.",
        advice="Take out what starts it before ending what runs, or it comes back.",
    )
