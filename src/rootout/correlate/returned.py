"""What came back after an eviction: known again by its bytes, path, launcher, name, port or parent.

A name, a port or a parent alone proves little, so those count only for programs that no package
owns and that are new, or lie where nothing good lies.
"""

from collections.abc import Iterable, Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.places import is_hidden, is_temporary
from rootout.collect.trust import Trust
from rootout.model.configuration import ConfigurationLine, Launcher
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Record
from rootout.model.told import Told
from rootout.model.value import value

Line = tuple[str, str]  # the path of a table, and what the line says


@value
class Ended:
    """What an eviction ended, and what the first look held to be innocent."""

    processes: frozenset[str]
    programs: frozenset[tuple[int, int]]  # device and inode
    hashes: frozenset[str]  # of whole programs, and of their beginnings
    names: frozenset[str]
    paths: frozenset[str]
    ports: frozenset[str]
    units: frozenset[str]
    lines: frozenset[Line]
    innocent: frozenset[Entity]
    innocent_lines: frozenset[Line]
    since: float


def ended_of(first: Told) -> Ended:
    """Return what the incidents of `first` are known again by."""
    evidence, trust = first.evidence, Trust(first.evidence)
    inside = {one for incident in first.incidents for one in incident.entities}
    members = [one for one in evidence.of(Process) if Entity("process", one.key) in inside]
    foreign = [one for one in members if not trust.is_packaged(one) and _is_alone(one, inside)]
    files = [one for one in evidence.of(ReferencedFile) if _is_foreign(one, inside)]
    hashes = {part for one in foreign for part in (one.sha256, one.beginning)}
    hashes |= {part for one in files if _is_program(one) for part in (one.sha256, one.beginning)}
    lines = evidence.of(ConfigurationLine)
    guilty = {_line(one) for one in lines if one.subject() in inside}
    seen = {one for record in evidence.records for one in record.entities()}
    units = {one.name for one in evidence.of(SystemdUnit) if one.package is None}
    return Ended(
        processes=frozenset(one.key for one in members),
        programs=frozenset((one.device, one.inode) for one in foreign if one.inode),
        hashes=frozenset(one for one in hashes if one),
        names=frozenset(one.name for one in foreign),
        paths=frozenset({one.path for one in files} | {one.executable or "-" for one in foreign}),
        ports=frozenset(_ports(evidence, {one.key for one in foreign})),
        units=frozenset(one for one in units if Entity("unit", one) in inside),
        lines=frozenset(guilty),
        innocent=frozenset(seen - inside),
        innocent_lines=frozenset({_line(one) for one in lines} - guilty),
        since=first.scan.started,
    )


def returned(ended: Ended, now: Evidence) -> tuple[Finding, ...]:
    """Return a finding for everything in `now` that is what was ended, again or still."""
    found = (*_processes(ended, now), *_files(ended, now), *_lines(ended, now), *_units(ended, now))
    return tuple(found)


def _processes(ended: Ended, now: Evidence) -> Iterator[Finding]:
    trust = Trust(now)
    files = {one.path: one for one in now.of(ReferencedFile)}
    for one in now.of(Process):
        if one.state in ("Z", "X") or trust.is_packaged(one) or trust.is_own(one.entities()[0]):
            continue
        if Entity("process", one.key) in ended.innocent or one.key in ended.processes:
            continue
        how = _by_program(ended, one)
        if how is None and _is_new(ended, one, files.get(one.executable or "")):
            how = _by_habit(ended, one, now)
        if how:
            why = f"Process {one.pid} {how} what was evicted."
            yield _finding(one, one.entities(), why)


def _by_program(ended: Ended, process: Process) -> str | None:
    if {process.sha256, process.beginning} & ended.hashes:
        return "has the bytes of"
    if (process.device, process.inode) in ended.programs:
        return "runs the same file as"
    return "runs from the path of" if process.executable in ended.paths else None


def _by_habit(ended: Ended, process: Process, now: Evidence) -> str | None:
    if process.name in ended.names:
        return "has the name of"
    if process.parent in ended.processes:
        return "is a child of"
    return "listens on a port of" if ended.ports & set(_ports(now, {process.key})) else None


def _is_new(ended: Ended, process: Process, file: ReferencedFile | None) -> bool:
    path = process.executable or ""
    if process.started < ended.since or Entity("file", path) in ended.innocent:
        return False
    is_young = file is not None and file.changed >= ended.since
    return (
        process.is_deleted or process.in_memory or is_young or is_hidden(path) or is_temporary(path)
    )


def _files(ended: Ended, now: Evidence) -> Iterator[Finding]:
    for one in now.of(ReferencedFile):
        if one.package or one.kind != "file" or Entity("file", one.path) in ended.innocent:
            continue
        if one.path in ended.paths:
            yield _finding(one, one.entities(), f"{one.path} is there.")
        elif _is_program(one) and {one.sha256, one.beginning} & ended.hashes:
            yield _finding(one, one.entities(), f"{one.path} has the bytes of what was evicted.")


def _lines(ended: Ended, now: Evidence) -> Iterator[Finding]:
    for one in now.of(ConfigurationLine):
        targets = one.targets if isinstance(one, Launcher) else ()
        if _line(one) in ended.innocent_lines or one.package:
            continue
        if _line(one) in ended.lines or not ended.paths.isdisjoint(targets):
            yield _finding(one, (one.subject(),), f"The {one.what} is there: {one.shown}")


def _units(ended: Ended, now: Evidence) -> Iterator[Finding]:
    for one in now.of(SystemdUnit):
        subject = Entity("unit", one.name)
        if one.package or one.is_masked or subject in ended.innocent:
            continue
        if one.name in ended.units or not ended.paths.isdisjoint(one.targets):
            yield _finding(one, (subject,), f"The unit {one.name} is there.")


def _finding(record: Record, entities: tuple[Entity, ...], why: str) -> Finding:
    return Finding(
        rule="returned",
        title="What was evicted is there again, or still",
        severity="high",
        confidence="high",
        techniques=("T1547",),
        records=(record.id,),
        entities=entities,
        why=why,
        advice="Find what brings it back: something that no step has ended.",
    )


def _is_alone(process: Process, inside: set[Entity]) -> bool:
    """Say whether only the intruder runs it: an interpreter below /opt may serve others too."""
    is_gone = process.is_deleted or process.in_memory
    return is_gone or Entity("file", process.executable or "") in inside


def _is_program(file: ReferencedFile) -> bool:
    """Say whether its bytes mean something: many files are empty, or hold one number."""
    return file.content in ("elf", "script")


def _is_foreign(file: ReferencedFile, inside: set[Entity]) -> bool:
    is_member = any(Entity("file", path) in inside for path in (file.path, *file.aliases))
    return is_member and file.package is None and file.kind == "file"


def _ports(evidence: Evidence, holders: Iterable[str]) -> Iterator[str]:
    wanted = set(holders)
    for one in evidence.of(Socket):
        if one.is_listening and wanted.intersection(one.processes):
            yield f"{one.protocol}/{one.local_port}"


def _line(one: ConfigurationLine) -> Line:
    return one.origin.path, one.text
