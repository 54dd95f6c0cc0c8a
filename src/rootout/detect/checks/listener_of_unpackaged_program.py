"""A program that no package owns waits for strangers to connect.

Many servers run software of their own, so a listener alone is worth a low note; one whose
program is deleted, hidden or in a temporary folder is a back door until proved otherwise.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.places import is_hidden, is_temporary
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

LOCAL = ("127.", "::1", "::ffff:127.")


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Ports opened to the network by programs that no package owns."""
    processes = {process.key: process for process in evidence.of(Process)}
    units = {unit.name for unit in evidence.of(SystemdUnit) if unit.package is not None}
    for socket in evidence.of(Socket):
        if socket.protocol == "tcp" and socket.is_listening and not _is_local(socket):
            for key in socket.processes:
                process = processes.get(key)
                if process and _is_strange(process, units):
                    yield _finding(socket, process)


def _is_local(socket: Socket) -> bool:
    return socket.local_address.startswith(LOCAL)


def _is_strange(process: Process, units: set[str]) -> bool:
    if process.executable is None or process.package is not None:
        return False
    return _is_odd(process) or process.unit not in units


def _is_odd(process: Process) -> bool:
    path = process.executable or ""
    return process.is_deleted or process.in_memory or is_hidden(path) or is_temporary(path)


def _finding(socket: Socket, process: Process) -> Finding:
    odd = _is_odd(process)
    place = "deleted, hidden or in a temporary folder" if odd else "owned by no package"
    return Finding(
        rule="listener_of_unpackaged_program",
        title="An unpackaged program listens on the network",
        severity="medium" if odd else "low",
        confidence="high" if odd else "low",
        techniques=("T1571",),
        records=(socket.id, process.id),
        entities=(
            Entity("process", process.key),
            Entity("port", f"{socket.protocol}/{socket.local_port}"),
        ),
        why=f"Process {process.pid} listens on {socket.local_address} port {socket.local_port}; "
        f"its program {shorten(process.executable)} is {place}.",
        advice="Ask who runs this service; if nobody does, see who is connected and end it.",
    )
