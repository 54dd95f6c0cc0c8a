"""A file that a web server gives out runs what a request says.

What is only doubtful is told at medium and begins no incident: applications upload files, and run
things, for a living.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.web_shells import WebShell
from rootout.detect.check import check
from rootout.detect.words import moment, shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

LONGEST = 300  # characters


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Web shells: files of a web server that run what a request says."""
    for shell in evidence.of(WebShell):
        yield Finding(
            rule="web_shell",
            title="A web shell lets whoever asks for it run commands here",
            severity=shell.severity,
            confidence=shell.confidence,
            techniques=("T1505.003",),
            records=(shell.id,),
            entities=shell.entities(),
            why=f"{shorten(shell.path)}, written {moment(shell.modified)} by uid {shell.uid}: "
            f"{shell.why[:LONGEST]}.",
            advice="See in the access log who asked for it, and by what it was uploaded.",
        )
