"""A shell or interpreter that reads its commands from the network, or waits to hand one out.

What talks to a socket by its standard streams obeys whoever holds the other end: sh -i on a
connection, the same through netcat and pipes, netcat that waits to start a shell. Services that a
super-server starts (inetd, systemd's Accept=yes) talk like that too, but run a program of their
own: only a shell without a script, and an interpreter whose program is in its arguments, count.
"""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.detect.check import check
from rootout.detect.programs import (
    RELAYS,
    gives_a_shell,
    inline_program,
    is_bare_shell,
    is_network_shell,
    tool_of,
)
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding

LOCAL = ("127.", "::1")


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Shells and interpreters whose standard streams are the network."""
    look = _Look(evidence)
    for process in evidence.of(Process):
        program = inline_program(process)
        if gives_a_shell(process):
            yield _finding(process, look.of(process), "hands a shell to whoever connects")
        elif is_bare_shell(process) or program:
            yield from _obedient(process, look)
        if is_network_shell(program):
            far = tuple(one for one in look.of(process) if _is_far(one))
            if far and not look.streams_of(process):
                what = "opens a shell to the network, as its words say"
                yield _finding(process, far, what, confidence="medium")


def _obedient(process: Process, look: "_Look") -> Iterator[Finding]:
    what = "takes its commands from the network"
    sockets = look.streams_of(process)
    relays = () if sockets else look.relays_of(process)
    if relays:
        sockets = tuple(dict.fromkeys(one for relay in relays for one in look.of(relay)))
        what = f"{what} through {shorten(tuple(tool_of(one) for one in relays))}"
    if sockets:
        yield _finding(process, sockets, what)
    for relay in relays:
        passes = f"passes on to the shell {process.pid} what arrives"
        yield _finding(relay, look.of(relay), passes, partner=process)


class _Look:
    """Which sockets a process holds, and which it reaches through pipes."""

    def __init__(self, evidence: Evidence) -> None:
        self._sockets = {
            one.inode: one
            for one in evidence.of(Socket)
            if one.inode and one.protocol in ("tcp", "udp") and (one.remote_port or _listens(one))
        }
        self._relays: list[Process] = []
        self._writers: dict[str, list[Process]] = defaultdict(list)
        for process in evidence.of(Process):
            if RELAYS.fullmatch(tool_of(process)):
                self._relays.append(process)
            self._writers[_stream(process, 1)].append(process)

    def of(self, process: Process) -> tuple[Socket, ...]:
        """Return the connections and listeners that a process holds."""
        found = (self._sockets.get(inode) for inode in process.socket_inodes)
        return tuple(one for one in found if one is not None)

    def streams_of(self, process: Process) -> tuple[Socket, ...]:
        """Return the connections that a process has for its input or output."""
        if not process.streams or not process.streams[0].startswith("socket:"):
            return ()
        found = (self._sockets.get(_inode(one)) for one in process.streams[:2])
        return tuple(dict.fromkeys(one for one in found if one is not None and one.remote_port))

    def relays_of(self, process: Process) -> tuple[Process, ...]:
        """Return who passes the network on to a process, by pipes or by a FIFO with a name.

        Whose input is a terminal or a script is no such process, even where it tells the network
        what it did.
        """
        given, taken = _stream(process, 0), _stream(process, 1)
        sources = [one for one in self._relays if self._feeds(one, given)]
        sinks = [one for one in self._relays if sources and taken and _stream(one, 0) == taken]
        return tuple({one.key: one for one in (*sources, *sinks) if self.of(one)}.values())

    def _feeds(self, relay: Process, given: str) -> bool:
        """Say whether what a relay receives is what is `given`, or what somebody copies there."""
        received = _stream(relay, 1)
        if not given or not received:
            return False
        return given == received or any(
            received in one.open_files and received not in one.streams[1:]
            for one in self._writers[given]
        )


def _stream(process: Process, number: int) -> str:
    """Return the pipe or file of a standard stream; empty for devices, which everybody shares."""
    stream = (*process.streams, "", "")[number]
    is_path = stream.startswith("/") and not stream.startswith("/dev/")
    is_shared = is_path or stream.startswith(("pipe:[", "/dev/shm/"))  # noqa: S108  # compared
    return stream if is_shared else ""


def _listens(socket: Socket) -> bool:
    return socket.state == "listen"


def _is_far(socket: Socket) -> bool:
    return not (socket.remote_address or socket.local_address).startswith(LOCAL)


def _inode(stream: str) -> int:
    text = stream.removeprefix("socket:[").removesuffix("]")
    return int(text) if text.isdecimal() and stream.startswith("socket:[") else 0


def _finding(
    process: Process,
    sockets: tuple[Socket, ...],
    what: str,
    *,
    confidence: Confidence = "high",
    partner: Process | None = None,
) -> Finding:
    remote = sorted({one.remote_address for one in sockets if one.remote_address})
    ports = sorted({f"{one.protocol}/{one.local_port}" for one in sockets if _listens(one)})
    with_whom = f" ({', '.join(remote)})" if remote else ""
    return Finding(
        rule="shell_on_a_socket",
        title="A shell obeys the network",
        severity="critical",
        confidence=confidence,
        techniques=("T1059.004", "T1571"),
        records=(process.id, *(one.id for one in sockets)),
        entities=(
            Entity("process", process.key),
            *((Entity("process", partner.key),) if partner else ()),
            *(Entity("address", one) for one in remote),
            *(Entity("port", one) for one in ports),
        ),
        why=f"Process {process.pid} of {shorten(process.user)} runs "
        f"{shorten(' '.join(process.arguments))} and {what}{with_whom}.",
        advice="Freeze it first: whoever is at the other end sees what you type on this server.",
    )
