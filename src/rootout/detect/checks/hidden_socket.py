"""A socket that the kernel's own list has, and that /proc/net does not show.

The collector looks twice, so a socket that was merely short-lived is not reported. What reads
/proc/net (netstat, and every old tool) is being lied to by something in the kernel or before it.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.sockets import Socket
from rootout.detect.check import check
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Sockets that netstat is not shown."""
    for socket in evidence.of(Socket):
        if not socket.in_proc_net:
            where = f"{socket.protocol} port {socket.local_port}"
            whom = f" to {socket.remote_address}" if socket.remote_address else ""
            yield Finding(
                rule="hidden_socket",
                title="A socket is hidden",
                severity="critical",
                confidence="high",
                techniques=("T1014",),
                records=(socket.id,),
                entities=socket.entities(),
                why=f"The socket of {where}{whom} ({socket.state}) is missing from /proc/net.",
                advice="Trust no tool of this server until what hides it is gone; look at the "
                "processes that hold it.",
            )
