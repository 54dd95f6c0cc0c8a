"""The journal has a login that auth.log does not, though the log goes on before and after it.

Who edits auth.log seldom thinks of the journal. A log daemon that was down, or that drops messages
when there are too many, loses logins too: so it is a question. What the log has and the journal
does not is no sign: journals are kept for less time.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.auth_log import LogEvent
from rootout.collect.artifacts.journal import JournalEvent
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

NEAR = 3600.0  # seconds within which the log must have gone on, before and after


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Logins that were taken out of a log."""
    told = sorted((one.time, one.origin.path) for one in evidence.of(LogEvent))
    for event in evidence.of(JournalEvent):
        if event.event != "accepted":
            continue
        before = [path for time, path in told if event.time - NEAR <= time <= event.time]
        after = [path for time, path in told if event.time <= time <= event.time + NEAR]
        if before and after:
            yield _finding(event, after[0])


def _finding(event: JournalEvent, path: str) -> Finding:
    return Finding(
        rule="log_lacks_a_login",
        title="A log lacks a login that the journal has",
        severity="medium",
        confidence="low",
        techniques=("T1070.002",),
        records=(event.id,),
        entities=(Entity("file", path), *event.entities()),
        why=f"The journal has a login of {shorten(event.user)} from {shorten(event.address)} that "
        f"{path} lacks, though it goes on before and after.",
        advice="See who that was; whoever edits a log had something to hide.",
    )
