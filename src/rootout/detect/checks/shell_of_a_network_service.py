"""A web server or database, as its service account, has started a shell, interpreter or fetcher.

Applications do that too, for mail, pictures and backups, and only for a moment. So it is a question
to whoever runs the server, and no more, unless the shell is one that somebody types into. What
java and node run is asked about only then: build servers start shells all day.
"""

import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.detect.check import check
from rootout.detect.programs import SHELLS, is_bare_shell, tool_of
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

SERVICES = re.compile(
    r"nginx|apache2|httpd|lighttpd|caddy|php-fpm[\d.]*|php-cgi[\d.]*|mysqld|mariadbd|postgres"
    r"|redis-server|mongod|memcached|tomcat\d*|w3wp|exim4|dovecot|vsftpd|proftpd|smbd"
)
ENGINES = re.compile(r"java|node|dotnet|beam\.smp")  # of applications, and of desktops too
TOOLS = re.compile(
    r"perl[\d.]*|python[\d.]*|ruby[\d.]*|curl|wget|nc|ncat|socat|nc\.(?:traditional|openbsd)"
)
TYPED_INTO = re.compile(r"-[lp]?i[lp]?")
DEEPEST = 4  # generations
FIRST_PERSON = 1000  # login.defs(5): accounts below are services'


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Shells below web servers and databases, run as their accounts."""
    processes = {one.key: one for one in evidence.of(Process)}
    units: dict[tuple[str | None, int], Process] = {
        (one.unit, one.uid): one for one in processes.values() if one.unit and _serves(one)
    }
    for process in processes.values():
        tool = tool_of(process)
        if process.uid != 0 and (SHELLS.fullmatch(tool) or TOOLS.fullmatch(tool)):
            service = _service(process, processes) or units.get((process.unit, process.uid))
            if service is not None:
                yield from _findings(process, service)


def _serves(process: Process) -> bool:
    tool = tool_of(process)
    is_engine = 0 < process.uid < FIRST_PERSON and bool(ENGINES.fullmatch(tool))
    return is_engine or bool(SERVICES.fullmatch(tool))


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


def _is_typed_into(process: Process, service: Process) -> bool:
    """Say whether a shell has a terminal that its service has not, or behaves as if it had one."""
    if not is_bare_shell(process):
        return False
    has_own = process.terminal is not None and process.terminal != service.terminal
    return has_own or any(map(TYPED_INTO.fullmatch, process.arguments[1:]))


def _findings(process: Process, service: Process) -> Iterator[Finding]:
    is_typed = _is_typed_into(process, service)
    is_engine = bool(ENGINES.fullmatch(tool_of(service)))
    if is_engine and not is_typed:
        return
    severity: Severity = "low" if not is_typed else "medium" if is_engine else "high"
    confidence: Confidence = "medium" if severity == "high" else "low"
    yield Finding(
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
