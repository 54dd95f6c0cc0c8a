"""A program that mines: its arguments, its connections and its hunger for CPU, taken together.

A pool's port alone may be anybody's, and so may be a busy program: one sign is a low note, two are
a miner. The words of the stratum protocol in the arguments of an unowned program are enough.
"""

import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

WORDS = re.compile(
    r"stratum\d?\+(?:tcp|ssl|tls|udp)://|--donate-level\b|--cpu-max-threads-hint\b"
    r"|\bxmr(?:ig|-stak)\b|\bminerd\b|\bcpuminer\b"
    r"|--algo[= ](?:rx/|cn/|randomx|cryptonight|yespower)"
)
# Names that pools have, and others too: pool.ntp.org is none.
POOL = re.compile(
    r"\b(?:pool|xmr|monero|gulf|mining)\.(?!ntp)[\w.-]{1,40}\.\w{2,6}:\d{2,5}\b|--coin[= ]\w{2,9}\b"
)
WALLET = re.compile(
    r"(?:^|\s|=)(?:4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}|[48][1-9A-HJ-NP-Za-km-z]{94})\b"
)
PORTS = frozenset((3333, 4444, 5555, 7777, 8333, 9999, 14433, 14444, 20535, 45560, 45700))
HUNGRY = 0.6  # of one core, since it started
LONG = 60.0  # seconds


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Unowned programs with the words, the connections or the load of a miner."""
    talking = {
        key: socket
        for socket in evidence.of(Socket)
        if socket.state == "established" and socket.remote_port in PORTS
        for key in socket.processes
    }
    for process in evidence.of(Process):
        if process.package is None and process.executable and not process.is_kernel_thread:
            signs = list(_signs(process, talking.get(process.key)))
            if signs and not _is_busy_only(signs):
                yield _finding(process, signs, talking.get(process.key))


def _signs(process: Process, socket: Socket | None) -> Iterator[str]:
    command = " ".join(process.arguments)
    if WORDS.search(command) or WALLET.search(command):
        yield "its arguments are a miner's"
    elif POOL.search(command):
        yield "it is told of what may be a pool"
    if socket is not None:
        yield f"it talks to port {socket.remote_port} of {socket.remote_address}, as pools have"
    age = process.seen - process.started
    if age > LONG and process.cpu_seconds / age > HUNGRY:
        yield f"it has used {process.cpu_seconds / age:.0%} of a core since it started"


def _is_busy_only(signs: list[str]) -> bool:
    return len(signs) == 1 and signs[0].startswith("it has used")


def _finding(process: Process, signs: list[str], socket: Socket | None) -> Finding:
    is_sure = len(signs) > 1 or signs[0].startswith("its arguments")
    severity: Severity = "high" if is_sure else "low"
    confidence: Confidence = "high" if is_sure else "low"
    remote = (Entity("address", socket.remote_address),) if socket and is_sure else ()
    return Finding(
        rule="miner",
        title="A program mines for somebody else",
        severity=severity,
        confidence=confidence,
        techniques=("T1496",),
        records=(process.id, *((socket.id,) if socket else ())),
        entities=(Entity("process", process.key), *remote),
        why=f"Process {process.pid} runs {shorten(process.executable)}, which no package owns: "
        f"{', and '.join(signs)}.",
        advice="Find what starts it before you end it: miners come back.",
    )
