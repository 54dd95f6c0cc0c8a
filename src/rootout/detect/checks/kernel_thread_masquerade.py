"""A program that shows itself as one of the kernel's own threads.

Kernel threads have no program file and no arguments, and ps puts their names in brackets.
A process that has a program and still looks like that wants to be overlooked.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.detect.check import check
from rootout.detect.suspects import poses_as_kernel_thread
from rootout.detect.words import shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Programs that pose as threads of the kernel."""
    for process in evidence.of(Process):
        if poses_as_kernel_thread(process):
            shown = process.command_line.strip() or process.name
            yield Finding(
                rule="kernel_thread_masquerade",
                title="A program poses as a kernel thread",
                severity="critical" if process.package is None else "high",
                confidence="high" if process.arguments else "medium",
                techniques=("T1036.004", "T1036.011"),
                records=(process.id,),
                entities=process.entities(),
                why=f"Process {process.pid} shows itself as {shorten(shown)}, like a thread of "
                f"the kernel, but runs the program {shorten(process.executable)}.",
                advice="Keep the program's bytes from /proc, then find what started it.",
            )
