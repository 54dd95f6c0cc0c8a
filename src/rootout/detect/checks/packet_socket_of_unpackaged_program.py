"""A program that no package owns reads packets past the firewall.

Raw and packet sockets see traffic before any port is open: sniffers and port-knocking back
doors use them, and so do DHCP clients and tcpdump, which come in packages.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Raw and packet sockets held by programs that no package owns."""
    processes = {process.key: process for process in evidence.of(Process)}
    for socket in evidence.of(Socket):
        if socket.protocol not in ("raw", "packet"):
            continue
        for key in socket.processes:
            process = processes.get(key)
            if process and process.executable and process.package is None:
                yield Finding(
                    rule="packet_socket_of_unpackaged_program",
                    title="An unpackaged program reads the network's packets",
                    severity="medium",
                    confidence="medium",
                    techniques=("T1040",),
                    records=(socket.id, process.id),
                    entities=process.entities(),
                    why=f"Process {process.pid} ({shorten(process.executable)}) holds a "
                    f"{socket.protocol} socket, and no package owns its program.",
                    advice="Ask who watches the network here; a back door can wait this way "
                    "without an open port.",
                )
