"""Edges between entities, each with the records that prove it."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.boot_scripts import BootScript
from rootout.collect.artifacts.hidden_files import HiddenFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.artifacts.web_shells import WebShell
from rootout.collect.auth_messages import AuthEvent
from rootout.model.entity import Entity, Tie
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Link
from rootout.model.record import Record

Proven = tuple[Tie, tuple[Record, ...]]

# Web servers and what runs scripts for them: their units, and their own processes.
WEB_UNITS = re.compile(
    r"(?:nginx|apache2|httpd|lighttpd|caddy|php[\d.]*-fpm|lsws|uwsgi|tomcat\d*)\b"
)
SERVES = re.compile(r"(?:nginx|apache2|httpd|lighttpd|caddy|php-fpm|litespeed|uwsgi|java)")
GENERATED = "/run/systemd/generator.late/"


def links_of(evidence: Evidence, findings: tuple[Finding, ...]) -> tuple[Link, ...]:
    """Return every edge that one record states, or that several prove together."""
    proof: dict[Tie, dict[str, None]] = defaultdict(dict)
    for record in evidence.records:
        for tie in record.ties():
            proof[tie].setdefault(record.id)
    proven = (
        _same_content,
        _same_beginning,
        _scripts,
        _sessions,
        _hidden_folders,
        _made_units,
        _web_shells,
    )
    for tie, records in (one for prove in proven for one in prove(evidence)):
        for record in records:
            proof[tie].setdefault(record.id)
    for tie, ids in _written(findings):
        for one in ids:
            proof[tie].setdefault(one)
    return tuple(
        Link(source=tie.source, verb=tie.verb, target=tie.target, records=tuple(ids))
        for tie, ids in proof.items()
    )


def _same_content(evidence: Evidence) -> Iterator[Proven]:
    """Tie processes by the bytes of their program, be it deleted, renamed or copied."""
    first: dict[str, Process] = {}
    by_content: dict[str, list[ReferencedFile]] = defaultdict(list)
    for file in evidence.of(ReferencedFile):
        if file.sha256 and file.size and not file.is_trusted:
            by_content[file.sha256].append(file)
    for process in evidence.of(Process):
        for file in by_content.get(process.sha256 or "", ()):
            yield _runs(process, file.path), (process, file)
        twin = first.setdefault(process.sha256, process) if process.sha256 else process
        if twin.executable and twin is not process:
            yield _runs(process, twin.executable), (process, twin)


def _same_beginning(evidence: Evidence) -> Iterator[Proven]:
    """Tie processes and files whose programs begin alike: copies that grew to change their hash."""
    first: dict[str, Process] = {}
    for process in evidence.of(Process):
        if process.beginning is None:
            continue
        twin = first.setdefault(process.beginning, process)
        if twin.executable and twin is not process:
            yield _runs(process, twin.executable), (process, twin)
    for file in evidence.of(ReferencedFile):
        grown = first.get(file.beginning or "")
        if grown and not file.is_trusted:
            yield _runs(grown, file.path), (grown, file)


def _scripts(evidence: Evidence) -> Iterator[Proven]:
    """Tie an interpreter's process to the unowned script that its arguments name."""
    unowned = {file.path: file for file in evidence.of(ReferencedFile) if not file.is_trusted}
    for process in evidence.of(Process):
        for argument in process.arguments[1:8]:
            file = unowned.get(argument)
            if file and file.content in ("script", "text"):
                yield _runs(process, file.path), (process, file)


def _hidden_folders(evidence: Evidence) -> Iterator[Proven]:
    """Tie a folder that was hidden to the unowned files in it."""
    for hidden in evidence.of(HiddenFile):
        for file in evidence.of(ReferencedFile):
            if file.path.startswith(f"{hidden.path}/") and not file.is_trusted:
                tie = Tie(Entity("file", hidden.path), "owns", Entity("file", file.path))
                yield tie, (hidden, file)


def _made_units(evidence: Evidence) -> Iterator[Proven]:
    """Tie an init script to the unit that systemd-sysv-generator(8) makes of it at each boot."""
    units = [one for one in evidence.of(SystemdUnit) if one.origin.path.startswith(GENERATED)]
    for script in evidence.of(BootScript):
        for unit in units:
            if script.package is None and script.origin.path in unit.targets:
                yield Tie(script.subject(), "starts", Entity("unit", unit.name)), (script, unit)


def _web_shells(evidence: Evidence) -> Iterator[Proven]:
    """Tie a web shell to what a web server has started in its folder since it was written.

    A server's worker changes into the folder of the script that it runs, and so do its children.
    """
    shells = [one for one in evidence.of(WebShell) if one.confidence != "low"]
    for process in evidence.of(Process) if shells else ():
        if not WEB_UNITS.match(process.unit or "") or SERVES.match(process.name):
            continue
        for shell in shells:
            in_folder = process.working_directory == posixpath.dirname(shell.path)
            if in_folder and process.uid != 0 and process.started >= shell.modified - 1:
                file, child = Entity("file", shell.path), Entity("process", process.key)
                yield Tie(file, "starts", child), (shell, process)


def _sessions(evidence: Evidence) -> Iterator[Proven]:
    """Tie an ssh session to its processes, by the connection that they inherited."""
    accepted = {
        (event.address, event.port): event
        for event in evidence.of(AuthEvent)
        if event.session and event.port
    }
    scopes: dict[str, AuthEvent] = {}
    for process in evidence.of(Process):
        event = accepted.get(_connection(process))
        if event:
            yield _started(event, process), (event, process)
            if process.login_session:
                scopes[process.login_session] = event
    for process in evidence.of(Process):
        event = scopes.get(process.login_session or "")
        if event and event.time - 5 <= process.started:
            yield _started(event, process), (event, process)


def _runs(process: Process, path: str) -> Tie:
    return Tie(Entity("process", process.key), "runs", Entity("file", path))


def _started(event: AuthEvent, process: Process) -> Tie:
    session = Entity("session", event.session or "")
    return Tie(session, "starts", Entity("process", process.key))


def _connection(process: Process) -> tuple[str, int]:
    for variable in process.environment:
        name, _, text = variable.partition("=")
        words = text.split()
        if name == "SSH_CONNECTION" and len(words) == 4 and words[1].isdigit():
            return words[0], int(words[1])
    return "", 0


def _written(findings: tuple[Finding, ...]) -> Iterator[tuple[Tie, tuple[str, ...]]]:
    """Tie a session to what was written while it lasted, as a finding has reasoned."""
    for finding in findings:
        sessions = [one for one in finding.entities if one.kind == "session"]
        subject = finding.entities[0] if finding.entities else None
        proven = finding.confidence != "low"
        if (
            proven
            and sessions
            and subject
            and subject.kind in ("account", "key", "job", "setting", "unit", "file")
        ):
            yield Tie(sessions[0], "wrote", subject), finding.records
