"""A process that one view of the kernel shows and another does not.

Nothing innocent does this: the collector looks twice, so a process that was merely short-lived
is not reported. Whoever hides a process has already changed what the server's own tools say.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Processes that the server's own tools are not shown."""
    for process in evidence.of(Process):
        if process.hidden_from:
            yield Finding(
                rule="hidden_process",
                title="A process is hidden",
                severity="critical",
                confidence="high",
                techniques=("T1014",),
                records=(process.id,),
                entities=process.entities(),
                why=f"Process {process.pid} ({shorten(process.executable)}) runs, but is missing "
                f"from: {shorten(process.hidden_from)}.",
                advice="Trust no tool of this server until what hides it is gone; see what "
                "preloads a library or what is mounted over /proc.",
            )
