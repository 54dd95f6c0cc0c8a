"""A daemon of the system runs parts of a file that lies where no library belongs.

A library that is loaded into sshd or cron from a temporary or hidden place was put there to change
what they do. Interpreters and virtual machines unpack libraries of their own into /tmp, and web
servers load modules from everywhere: only small daemons that never do either are looked at.
"""

import posixpath
import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_temporary
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

DAEMONS = re.compile(
    r"sshd(?:-session|-auth)?|crond?|atd|systemd(?:-\w+)?|rsyslogd|dbus-(?:daemon|broker)|agetty|login"
    r"|init|auditd|chronyd|ntpd|udevd|polkitd|sudo|su|inetd|xinetd"
)


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Libraries from odd places in the memory of the system's daemons."""
    for process in evidence.of(Process):
        name = posixpath.basename(process.executable or "")
        if process.package is not None and DAEMONS.fullmatch(name):
            for path in process.foreign_code:
                if is_temporary(path) or is_hidden(path):
                    yield _finding(process, path)


def _finding(process: Process, path: str) -> Finding:
    return Finding(
        rule="foreign_code_in_a_daemon",
        title="A daemon runs code that was put into it",
        severity="high",
        confidence="high",
        techniques=("T1055.008", "T1574.006"),
        records=(process.id,),
        entities=(Entity("file", path), Entity("process", process.key)),
        why=f"{shorten(process.name)} ({process.pid}) runs parts of {shorten(path)}, which no "
        "package owns and which lies where no library belongs.",
        advice="Find what loads it (ld.so.preload, PAM, a unit's environment), then restart it.",
    )
