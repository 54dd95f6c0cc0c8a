"""A web server or database, as its service account, has started a shell, interpreter or fetcher.

Applications do that too, for mail, pictures and backups, and only for a moment. So it is a question
to whoever runs the server, and no more, unless the shell is one that somebody types into.
"""

import posixpath
import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

SERVICES = re.compile(
    r"nginx|apache2|httpd|lighttpd|caddy|php-fpm[\d.]*|php-cgi[\d.]*|mysqld|mariadbd|postgres"
    r"|redis-server|mongod|memcached|tomcat\d*|w3wp|exim4|dovecot|vsftpd|proftpd|smbd"
)
TOOLS = re.compile(
    r"(?:ba|da|z|k|c)?sh|busybox|perl[\d.]*|python[\d.]*|ruby[\d.]*|curl|wget|nc|ncat|socat"
    r"|nc\.(?:traditional|openbsd)"
)
TYPED_INTO = frozenset(("-i", "-li", "-il", "-p"))
DEEPEST = 4  # generations


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Shells below web servers and databases, run as their accounts."""
    processes = {one.key: one for one in evidence.of(Process)}
    units: dict[tuple[str | None, int], Process] = {
        (one.unit, one.uid): one for one in processes.values() if one.unit and _serves(one)
    }
    for process in processes.values():
        name = posixpath.basename(process.executable or "")
        if process.uid != 0 and TOOLS.fullmatch(name):
            service = _service(process, processes) or units.get((process.unit, process.uid))
            if service is not None:
                yield _finding(process, service)


def _serves(process: Process) -> bool:
    return bool(SERVICES.fullmatch(posixpath.basename(process.executable or "")))


def _service(process: Process, processes: dict[str, Process]) -> Process | None:
    """Return the service that a process descends from, as the same account."""
    above = process
    for _ in range(DEEPEST):
        parent = processes.get(above.parent or "")
        if parent is None or parent.uid != process.uid:
            return None
        if _serves(parent):
            return parent
        above = parent
    return None


def _finding(process: Process, service: Process) -> Finding:
    is_typed = process.terminal is not None or bool(TYPED_INTO.intersection(process.arguments[1:]))
    severity: Severity = "high" if is_typed else "low"
    confidence: Confidence = "medium" if is_typed else "low"
    return Finding(
        rule="shell_of_a_network_service",
        title="A network service has started a shell",
        severity=severity,
        confidence=confidence,
        techniques=("T1059.004", "T1505.003"),
        records=(process.id, service.id),
        entities=(Entity("process", process.key),),
        why=f"Process {process.pid}, {shorten(' '.join(process.arguments))}, was started by "
        f"{shorten(service.name)} ({service.pid}) as {shorten(process.user)}.",
        advice="See what it does, and which request came when it started.",
    )
