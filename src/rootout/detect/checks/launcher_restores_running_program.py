"""A job or unit that holds another copy of a program that hides itself while it runs.

The copy may lie in an ordinary place under an ordinary name; that it has the same bytes, or
the same path, as a process that is deleted, disguised or hidden is what gives it away.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.detect.check import check
from rootout.detect.launchers import Files, Starter, called, starters, technique
from rootout.detect.suspects import suspects
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Jobs and units that bring back a program which hides itself."""
    accused = [one for one in suspects(evidence) if one.package is None]
    files = Files(evidence)
    for launcher in starters(evidence):
        contents = {file.sha256: file.path for file in files.reached_by(launcher) if file.size}
        paths = {*launcher.targets, *contents.values()}
        for process in accused:
            copy = contents.get(process.sha256) if process.sha256 else None
            if copy is None and process.executable in paths:
                copy = process.executable
            if copy is not None:
                yield _finding(launcher, process, copy)


def _finding(launcher: Starter, process: Process, copy: str) -> Finding:
    return Finding(
        rule="launcher_restores_running_program",
        title="Something brings back a program that hides itself",
        severity="critical",
        confidence="high",
        techniques=(technique(launcher),),
        records=(launcher.id, process.id),
        entities=(
            launcher.entities()[0],
            Entity("file", copy),
            Entity("process", process.key),
        ),
        why=f"The {called(launcher)} starts {shorten(copy)}, the same program as process "
        f"{process.pid}, which runs as {shorten(process.name)} and hides what it is.",
        advice="Take out what starts it before ending what runs, or it comes back.",
    )
