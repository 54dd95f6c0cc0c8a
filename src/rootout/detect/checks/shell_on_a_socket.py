"""A shell or interpreter that reads its commands from the network, or waits to hand one out.

What talks to a socket by its standard streams obeys whoever holds the other end: sh -i on a
connection, the same through netcat and pipes, netcat that waits to start a shell. Services that a
super-server starts (inetd, systemd's Accept=yes) talk like that too, but run a program of their
own: only a shell without a script, and an interpreter whose program is in its arguments, count.
"""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding

SHELLS = re.compile(r"(?:ba|da|z|k|mk|c|tc|fi|a)?sh|busybox|rbash")
INTERPRETERS = re.compile(r"(?:python|perl|php|ruby|lua|node|tclsh|awk|gawk)[\d.]*(?:-cli)?")
RELAYS = re.compile(
    r"(?:nc|ncat|netcat|socat|telnet|openssl|cryptcat)(?:\.(?:traditional|openbsd))?"
)
GIVES_A_SHELL = re.compile(
    r"(?:^|\s)(?:-\w*[ec]|--exec|--sh-exec)\s+\S*\b(?:ba|da|z|k|c)?sh\b"
    r"|\b(?:exec|system|EXEC|SYSTEM):\S{0,60}\bsh\b"
)
INLINE = frozenset(("-c", "-e", "-r", "-E"))


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Shells and interpreters whose standard streams are the network."""
    look = _Look(evidence)
    for process in evidence.of(Process):
        name = posixpath.basename(process.executable or "")
        if RELAYS.fullmatch(name) and GIVES_A_SHELL.search(" ".join(process.arguments)):
            yield _finding(process, look.of(process), "hands a shell to whoever connects")
        elif _obeys_its_input(process, name):
            sockets = look.streams_of(process)
            if sockets:
                yield _finding(process, sockets, "takes its commands from the network")


class _Look:
    """Which sockets a process holds, and which it reaches through pipes."""

    def __init__(self, evidence: Evidence) -> None:
        self._sockets = {
            one.inode: one
            for one in evidence.of(Socket)
            if one.inode and one.protocol == "tcp" and one.state in ("established", "listen")
        }
        self._pipes: dict[str, list[Process]] = defaultdict(list)
        for process in evidence.of(Process):
            for stream in set(process.streams):
                if stream.startswith("pipe:["):
                    self._pipes[stream].append(process)

    def of(self, process: Process) -> tuple[Socket, ...]:
        """Return the connections and listeners that a process holds."""
        found = (self._sockets.get(inode) for inode in process.socket_inodes)
        return tuple(one for one in found if one is not None)

    def streams_of(self, process: Process) -> tuple[Socket, ...]:
        """Return the connections that are a process's input or output, by itself or by a relay.

        A part of a pipeline that somebody types has the terminal for its input still.
        """
        if not process.streams or not process.streams[0].startswith(("socket:", "pipe:")):
            return ()
        found = [self._sockets.get(_inode(one)) for one in process.streams[:2]]
        direct = tuple(one for one in found if one is not None and one.state == "established")
        return tuple(dict.fromkeys(direct)) or tuple(
            socket
            for stream in process.streams[:2]
            for other in self._pipes.get(stream, ())
            if other is not process and RELAYS.fullmatch(posixpath.basename(other.executable or ""))
            for socket in self.of(other)
        )


def _inode(stream: str) -> int:
    text = stream.removeprefix("socket:[").removesuffix("]")
    return int(text) if text.isdecimal() and stream.startswith("socket:[") else 0


def _obeys_its_input(process: Process, name: str) -> bool:
    """Say whether what a process does is not written in a file of its own."""
    if SHELLS.fullmatch(name):
        return all(word.startswith("-") or word in ("sh", "bash") for word in process.arguments[1:])
    return bool(INTERPRETERS.fullmatch(name)) and bool(INLINE.intersection(process.arguments[1:]))


def _finding(process: Process, sockets: tuple[Socket, ...], what: str) -> Finding:
    remote = sorted({one.remote_address for one in sockets if one.remote_address})
    ports = sorted({f"{one.protocol}/{one.local_port}" for one in sockets if one.is_listening})
    with_whom = f" ({', '.join(remote)})" if remote else ""
    return Finding(
        rule="shell_on_a_socket",
        title="A shell obeys the network",
        severity="critical",
        confidence="high",
        techniques=("T1059.004", "T1571"),
        records=(process.id, *(one.id for one in sockets)),
        entities=(
            Entity("process", process.key),
            *(Entity("address", one) for one in remote),
            *(Entity("port", one) for one in ports),
        ),
        why=f"Process {process.pid} of {shorten(process.user)} runs "
        f"{shorten(' '.join(process.arguments))} and {what}{with_whom}.",
        advice="Freeze it first: whoever is at the other end sees what you type on this server.",
    )
