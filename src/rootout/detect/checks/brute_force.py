"""Passwords that are guessed without success: the weather of every server on the internet.

It is told because it explains the log and because the next try may succeed; it accuses nobody.
"""

from collections.abc import Iterator

from rootout.detect.check import check
from rootout.detect.sessions import Guessing, guessings
from rootout.detect.words import moment, shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Addresses that tried many passwords, all of them wrong."""
    for guessing in guessings(evidence):
        if not guessing.logins and guessing.regained is None:
            yield _finding(guessing)


def _finding(guessing: Guessing) -> Finding:
    first, last = guessing.failures[0], guessing.failures[-1]
    return Finding(
        rule="brute_force",
        title="Passwords are being guessed, so far in vain",
        severity="informational",
        confidence="high",
        techniques=("T1110.001",),
        records=(first.id, last.id),
        entities=(Entity("address", guessing.address),),
        why=f"{guessing.tries} wrong passwords came from {shorten(guessing.address)} "
        f"between {moment(first.time)} and {moment(last.time)}; none was right.",
        advice="Allow logins by key only (PasswordAuthentication no in sshd_config).",
    )
