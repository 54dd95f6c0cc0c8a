"""A process that was started with a library put before all others.

LD_PRELOAD and LD_AUDIT (ld.so(8)) change what a program does without touching its file. Some
packages ship libraries for exactly that, such as jemalloc; those are not accused.
"""

import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_temporary
from rootout.detect.check import check
from rootout.detect.launchers import Files
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

VARIABLES = ("LD_PRELOAD", "LD_AUDIT")


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Processes with a preloaded library that no package owns."""
    files = Files(evidence)
    for process in evidence.of(Process):
        for name, library in _libraries(process):
            file = files.at(library)
            if file is None or not file.is_trusted:
                odd = is_temporary(library) or is_hidden(library)
                if odd or file is not None:
                    yield _finding(process, name, library)


def _libraries(process: Process) -> Iterator[tuple[str, str]]:
    for variable in process.environment:
        name, _, content = variable.partition("=")
        if name in VARIABLES:
            for library in re.split(r"[\s:]+", content):
                if library.startswith("/"):
                    yield name, library


def _finding(process: Process, name: str, library: str) -> Finding:
    return Finding(
        rule="preload_in_environment",
        title="A program runs with a strange library put before all others",
        severity="high",
        confidence="high" if is_temporary(library) or is_hidden(library) else "medium",
        techniques=("T1574.006",),
        records=(process.id,),
        entities=(Entity("file", library), Entity("process", process.key)),
        why=f"Process {process.pid} ({shorten(process.executable)}) was started with {name}="
        f"{shorten(library)}, a library that no package owns.",
        advice="Find where the variable is set: a unit, a profile, or the shell that started it.",
    )
