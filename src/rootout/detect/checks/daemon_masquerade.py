"""A program that bears the name of a system daemon that it is not.

A process chooses the name that ps shows. The program that it really runs is what /proc/PID/exe
says, and every true system daemon comes from a package and has its own name.
"""

import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_temporary
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

DAEMONS = frozenset(
    (
        *("agetty", "atd", "auditd", "cron", "crond", "dbus-daemon", "init", "polkitd"),
        *("rsyslogd", "sshd", "systemd", "systemd-journal", "systemd-logind"),
        *("systemd-network", "systemd-resolve", "systemd-timesyn", "systemd-udevd", "udevd"),
    )
)  # as comm shows them: cut after 15 bytes
INTERPRETER = re.compile(r"(?:python|perl|ruby|php|node|lua|tclsh)[\d.]*|(?:ba|da|z|k|c|fi)?sh")


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Programs that pose as a daemon of the system."""
    for process in evidence.of(Process):
        if process.name in DAEMONS and _is_another(process):
            yield Finding(
                rule="daemon_masquerade",
                title="A program poses as a system daemon",
                severity="high",
                confidence="high",
                techniques=("T1036.004",),
                records=(process.id,),
                entities=process.entities(),
                why=f"Process {process.pid} calls itself {process.name}, but runs "
                f"{shorten(process.executable)}.",
                advice="Keep the program's bytes from /proc, then find what started it.",
            )


def _is_another(process: Process) -> bool:
    path = process.executable
    if path is None:
        return False
    own_name = path.rpartition("/")[2]
    if process.package is not None:
        return INTERPRETER.fullmatch(own_name) is not None
    return not own_name.startswith(process.name) or is_temporary(path) or is_hidden(path)
