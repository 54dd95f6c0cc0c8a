"""The chapters of a story: plain sentences out of the records of one incident."""

import time
from collections.abc import Callable, Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.ld_preload import PreloadedLibrary
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.special_files import SpecialFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.artifacts.web_attacks import WebAttack
from rootout.collect.auth_messages import AuthEvent
from rootout.correlate.exposure import exposures
from rootout.correlate.graph import Cluster
from rootout.model.configuration import ConfigurationLine, Launcher
from rootout.model.entity import Entity, Kind
from rootout.model.evidence import Evidence
from rootout.model.incident import Chapter

Teller = Callable[[Cluster, Evidence], Iterator[str]]


def chapters_of(cluster: Cluster, evidence: Evidence) -> tuple[Chapter, ...]:
    """Return the chapters in the order of events; a chapter without a sentence is left out."""
    tellers: tuple[tuple[str, Teller], ...] = (
        ("How they came in", _entry),
        ("What runs", _running),
        ("What brings it back", _launchers),
        ("Whom it talks to", _contacts),
        ("What was changed", _changes),
    )
    told = ((title, tuple(teller(cluster, evidence))) for title, teller in tellers)
    return tuple(Chapter(title=title, sentences=lines) for title, lines in told if lines)


def moment(seconds: float) -> str:
    """Write a time as people and logs do, in UTC."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))


def keys(cluster: Cluster, kind: Kind) -> tuple[str, ...]:
    """Return the keys of the cluster's entities of one kind."""
    return tuple(one.key for one in cluster.entities if one.kind == kind)


def _entry(cluster: Cluster, evidence: Evidence) -> Iterator[str]:
    sessions = set(keys(cluster, "session"))
    events = [one for one in evidence.of(AuthEvent) if one.session in sessions]
    for event in sorted(events, key=lambda one: one.time):
        failed = [
            one
            for one in evidence.of(AuthEvent)
            if one.event == "failed" and one.address == event.address and one.time <= event.time
        ]
        tries = sum(one.count for one in failed)
        accounts = ", ".join(sorted({one.user for one in failed}))
        before = f" after {tries} failed tries (for {accounts})" if tries else ""
        yield (
            f"{moment(event.time)}: login as {event.user} from {event.address} "
            f"with {event.method or 'an unknown method'}{before}."
        )
    requests = web_attacks(cluster, evidence)
    for one in requests:
        times = f"{one.requests} requests from {moment(one.first)} to {moment(one.last)}"
        yield f"{one.address} over the web, {times}: {one.why}."
    if not events and not requests:
        yield "How they came in is not known: no login belongs to this incident."
        yield from exposures(evidence)


def web_attacks(cluster: Cluster, evidence: Evidence) -> tuple[WebAttack, ...]:
    """Return what worked of the attacks over the web by the cluster's addresses, by time."""
    addresses = set(keys(cluster, "address"))
    found = (one for one in evidence.of(WebAttack) if one.succeeded and one.address in addresses)
    return tuple(sorted(found, key=lambda one: (one.first, one.address, one.rule)))


def _running(cluster: Cluster, evidence: Evidence) -> Iterator[str]:
    inside = set(keys(cluster, "process"))
    for process in evidence.of(Process):
        if process.key in inside:
            yield _process(process)


def _process(process: Process) -> str:
    program = process.executable or "no program on disk"
    if process.in_memory:
        program = "a program that only exists in memory"
    gone = " (deleted from disk)" if process.is_deleted and not process.in_memory else ""
    shown = process.arguments[0] if process.arguments else process.name
    disguise = f", shown as {shown}" if shown != process.executable else ""
    digest = f", sha256 {process.sha256}" if process.sha256 else ""
    return (
        f"pid {process.pid} runs {program}{gone}{disguise}, as {process.user}, "
        f"since {moment(process.started)}{digest}."
    )


def _launchers(cluster: Cluster, evidence: Evidence) -> Iterator[str]:
    inside = set(cluster.entities)
    for job in evidence.of(Launcher):
        if job.subject() in inside:
            yield f"{job.key}: {job.shown} is run {job.occasion}, as {job.user}."
    for line in evidence.of(ConfigurationLine):
        if not isinstance(line, Launcher) and line.subject() in inside:
            yield f"{line.key}: {line.shown}"
    for unit in evidence.of(SystemdUnit):
        if Entity("unit", unit.name) in inside:
            command = "; ".join(unit.commands)
            if unit.activates:
                command = f"{unit.activates} by {', '.join(unit.triggers)}"
            always = f", Restart={unit.restart}" if unit.restart else ""
            enabled = ", started at boot" if unit.is_enabled else ""
            yield f"{unit.origin.path}: systemd runs {command}{always}{enabled}."
    for key in evidence.of(AuthorizedKey):
        if Entity("key", key.fingerprint) in inside:
            comment = f" ({key.comment})" if key.comment else ""
            where = f"{key.origin.path}:{key.origin.line}"
            yield f"{where}: the key {key.fingerprint}{comment} opens the account {key.account}."
    for library in evidence.of(PreloadedLibrary):
        if Entity("file", library.library) in inside:
            yield f"{library.origin.path}: every program loads {library.library}."


def _contacts(cluster: Cluster, evidence: Evidence) -> Iterator[str]:
    inside = set(keys(cluster, "process"))
    names = {one.key: one.pid for one in evidence.of(Process)}
    for socket in evidence.of(Socket):
        holders = [key for key in socket.processes if key in inside]
        if not holders:
            continue
        who = ", ".join(f"pid {names.get(key, key)}" for key in holders)
        if socket.is_listening:
            yield f"{who} listens on {socket.protocol} port {socket.local_port}."
        elif socket.remote_address:
            there = f"{socket.remote_address} port {socket.remote_port}"
            yield f"{who} holds a {socket.protocol} connection to {there} ({socket.state})."


def _changes(cluster: Cluster, evidence: Evidence) -> Iterator[str]:
    accounts, files = set(keys(cluster, "account")), set(keys(cluster, "file"))
    accused = {one.entities[0] for one in cluster.findings}
    for account in evidence.of(Account):
        if account.name in accounts and Entity("account", account.name) in accused:
            yield f"The account {account.name} has uid {account.uid} (home {account.home})."
    for special in evidence.of(SpecialFile):
        if not set(special.entities()[:-1]).isdisjoint(cluster.entities):
            yield f"{special.path} carries {special.rights}."
    for file in evidence.of(ReferencedFile):
        if files.intersection((file.path, *file.aliases)):
            written = moment(file.modified)
            digest = f", sha256 {file.sha256}" if file.sha256 else ""
            yield f"{file.path}: {file.content}, {file.size} bytes, written {written}{digest}."
