"""A process whose program was removed from the disk while it runs.

Intruders delete what they start so that no file is left to find. An upgrade does the same to a
daemon that was not restarted, but then a package owns the path; a deployment by hand does it
too, but then there is a new file at the path.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_temporary
from rootout.detect.check import check
from rootout.detect.launchers import Files
from rootout.detect.suspects import is_deleted_stranger
from rootout.detect.words import shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

KEEP = "Its bytes can still be read from /proc: keep them, then find what started it."
LOOK = "Ask who replaced the program; if nobody did, treat it as an intruder's."
RESTART = "Restart the service, so that it runs the program that its package installed."


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Programs that run although their file was deleted."""
    files = Files(evidence)
    for process in evidence.of(Process):
        path = process.executable or ""
        if is_deleted_stranger(process):
            if is_temporary(path) or is_hidden(path):
                yield _finding(
                    process, "critical", "high", "It was in a hidden or temporary folder."
                )
            elif files.at(path):
                yield _finding(process, "low", "low", "Another file is there now.", LOOK)
            else:
                yield _finding(process, "high", "medium", "No package ever had such a file.")
        elif process.is_deleted and process.package:
            reason = f"The package {process.package} owns that path: an upgrade, most likely."
            yield _finding(process, "informational", "high", reason, RESTART)


def _finding(
    process: Process, severity: Severity, confidence: Confidence, reason: str, advice: str = KEEP
) -> Finding:
    return Finding(
        rule="deleted_program",
        title="A program runs although its file was deleted",
        severity=severity,
        confidence=confidence,
        techniques=("T1070.004",),
        records=(process.id,),
        entities=process.entities(),
        why=f"Process {process.pid}, shown as {shorten(process.name)}, runs "
        f"{shorten(process.executable)}, which was deleted. {reason}",
        advice=advice,
    )
