"""A program that mines: its arguments, its connections and its hunger for CPU, taken together.

A pool's port alone may be anybody's, and so may be a busy program: one sign is a low note, two are
a question, and two of a program that hides are a miner. The words of the stratum protocol in the
arguments of an unowned program are enough.
"""

import ipaddress
import posixpath
import re
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.detect.check import check
from rootout.detect.programs import lies_oddly
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

WORDS = re.compile(
    r"stratum\d?\+(?:tcp|ssl|tls|udp)://|--donate-level\b|--cpu-max-threads-hint\b"
    r"|--algo[= ](?:rx/|cn/|randomx|cryptonight|yespower)"
)
NAME = re.compile(r"xmr(?:ig|-stak)\b.*|minerd|cpuminer|(?:cc|nbm|lolm|t-rex|teamredm)iner")
# Names that pools have, and others too: pool.ntp.org is none.
POOL = re.compile(
    r"\b(?:pool|xmr|monero|gulf|mining)\.(?!ntp)[\w.-]{1,40}\.\w{2,6}:\d{2,5}\b|--coin[= ]\w{2,9}\b"
    r"|(?:^|\s)(?:-o|--url)[= ]\S{1,99}:\d{2,5}\s.{0,99}(?:-u|--user)[= ]\S{26}"
)
WALLET = re.compile(
    r"(?:^|\s|=)(?:4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}|[48][1-9A-HJ-NP-Za-km-z]{94})\b"
)
PORTS = frozenset((3333, 4444, 5555, 7777, 9999, 14433, 14444, 20535, 45560, 45700))
LOCAL = ("127.", "::1")
HUNGRY = 0.6  # of one core, since it started
LONG = 60.0  # seconds


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Unowned programs with the words, the connections or the load of a miner."""
    talking = {
        key: socket
        for socket in evidence.of(Socket)
        if socket.remote_port in PORTS and not socket.remote_address.startswith(LOCAL)
        for key in socket.processes
    }
    for process in evidence.of(Process):
        if process.package is None and process.executable and not process.is_kernel_thread:
            signs = list(_signs(process, talking.get(process.key)))
            if signs and not _is_busy_only(signs):
                yield _finding(process, signs, talking.get(process.key))


def _signs(process: Process, socket: Socket | None) -> Iterator[str]:
    command = " ".join(process.arguments)
    names = [posixpath.basename(one) for one in (process.executable or "", *process.arguments[:1])]
    if any(map(NAME.fullmatch, names)) or WORDS.search(command) or WALLET.search(command):
        yield "its name or arguments are a miner's"
    elif POOL.search(command):
        yield "it is told of what may be a pool"
    if socket is not None and (_is_abroad(socket.remote_address) or lies_oddly(process)):
        yield f"it talks to port {socket.remote_port} of {socket.remote_address}, as pools have"
    age = process.seen - process.started
    if age > LONG and process.cpu_seconds / age > HUNGRY:
        yield f"it has used {process.cpu_seconds / age:.0%} of a core since it started"


def _is_abroad(address: str) -> bool:
    """Say whether an address is outside: inside, any service may have a pool's port."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_global
    except ValueError:  # a socket that is connected to nobody
        return False


def _is_busy_only(signs: list[str]) -> bool:
    return len(signs) == 1 and signs[0].startswith("it has used")


def _weight(process: Process, signs: list[str]) -> tuple[Severity, Confidence]:
    if signs[0].startswith("its name") or (len(signs) > 1 and lies_oddly(process)):
        return "high", "high"
    return ("medium", "medium") if len(signs) > 1 else ("low", "low")


def _finding(process: Process, signs: list[str], socket: Socket | None) -> Finding:
    severity, confidence = _weight(process, signs)
    is_sure = severity == "high"
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
