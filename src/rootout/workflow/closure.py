"""Which running processes are the incident's, however often they restart under other names."""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import fields

from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.places import is_hidden, is_in_own_folder, is_temporary
from rootout.collect.trust import Trust
from rootout.host.api import Host, ProcessRef
from rootout.host.pidfd import parse_life
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident
from rootout.model.value import value

PREFIX_BYTES = 8192  # a copy that had bytes appended still begins like its original


@value
class Marks:
    """By what a process of the incident is known again."""

    processes: frozenset[str]  # keys
    programs: frozenset[tuple[int, int]]  # device and inode
    prefixes: frozenset[bytes]
    paths: frozenset[str]  # of programs and scripts
    folders: frozenset[str]  # from which only the incident's programs run, deleted while they do


def joined(one: Marks, other: Marks) -> Marks:
    """Return the marks of both: what was evicted before is known again when more has come."""
    return Marks(
        **{
            field.name: getattr(one, field.name) | getattr(other, field.name)
            for field in fields(Marks)
        }
    )


def marks_of(incidents: Iterable[Incident], evidence: Evidence, host: Host) -> Marks:
    """Return the marks of every foreign program of `incidents`.

    A packaged program, such as a shell that an intruder used, marks nothing but its own process;
    so does a foreign one that innocent processes share, such as an interpreter below /opt.
    """
    inside = {entity for incident in incidents for entity in incident.entities}
    trust = Trust(evidence)
    victims = _victims(evidence)
    members = [one for one in evidence.of(Process) if Entity("process", one.key) in inside]
    foreign = [
        one
        for one in members
        if not trust.is_packaged(one)
        and one.executable not in victims
        and (one.is_deleted or one.in_memory or Entity("file", one.executable or "") in inside)
    ]
    files = {one.key for one in inside if one.kind == "file" and not trust.is_own(one)} - victims
    prefixes = {_prefix(host, f"/proc/{one.pid}/exe") for one in foreign}
    prefixes |= {_prefix(host, path) for path in files}
    return Marks(
        processes=frozenset(one.key for one in members),
        programs=frozenset((one.device, one.inode) for one in foreign if one.inode),
        prefixes=frozenset(prefixes - {b""}),
        paths=frozenset(files),
        folders=_nests(foreign, (one for one in evidence.of(Process) if one not in members)),
    )


def _victims(evidence: Evidence) -> frozenset[str]:
    """Return the packaged files that were changed: they are restored, and run again as before."""
    return frozenset(one.path for one in evidence.of(ChangedPackageFile))


def _nests(foreign: Iterable[Process], others: Iterable[Process]) -> frozenset[str]:
    """Return hidden or temporary folders in which programs of the incident deleted themselves.

    Copies that change their bytes and names with each start still come out of one folder.
    """
    paths = {one.executable for one in foreign if one.is_deleted and one.executable}
    nests = {posixpath.dirname(path) for path in paths if not is_in_own_folder(path)}
    shared = {posixpath.dirname(one.executable) for one in others if one.executable}
    return frozenset(one for one in nests - shared if is_hidden(one) or is_temporary(one))


def matching(host: Host, marks: Marks, is_packaged: Callable[[str], bool]) -> list[ProcessRef]:
    """Return the processes that run now and bear a mark, and their children.

    Reads no more of each process than it must: this runs in a race with processes that restart.
    """
    parents: dict[int, list[ProcessRef]] = {}
    found: dict[int, ProcessRef] = {}
    for pid in sorted(host.process_ids("listing")):
        seen = _look(host, pid)
        if seen is None:
            continue
        ref, parent = seen
        parents.setdefault(parent, []).append(ref)
        if ref.key in marks.processes or _bears(host, pid, marks, is_packaged):
            found[pid] = ref
    waiting = list(found)
    while waiting:
        for child in parents.get(waiting.pop(), ()):
            if child.pid not in found:
                found[child.pid] = child
                waiting.append(child.pid)
    return list(found.values())


def _look(host: Host, pid: int) -> tuple[ProcessRef, int] | None:
    try:
        stat = host.read(f"/proc/{pid}/stat").data
    except OSError:
        return None
    life = parse_life(stat)
    if life is None or life.is_over:
        return None
    parent = int(stat.rpartition(b")")[2].split()[1])
    return ProcessRef(pid=pid, start_ticks=life.start_ticks), parent


def _bears(host: Host, pid: int, marks: Marks, is_packaged: Callable[[str], bool]) -> bool:
    try:
        target = host.target(f"/proc/{pid}/exe")
        program = host.stat(f"/proc/{pid}/exe")
    except OSError:
        return False  # a kernel thread, or gone
    if (program.device, program.inode) in marks.programs:
        return True
    path = target.removesuffix(" (deleted)")
    if path in marks.paths:
        return True
    if target == path and is_packaged(path):
        return _runs_script(host, pid, marks)
    if posixpath.dirname(path) in marks.folders:
        return True
    return _prefix(host, f"/proc/{pid}/exe") in marks.prefixes


def _runs_script(host: Host, pid: int, marks: Marks) -> bool:
    """Say whether an interpreter was given a script of the incident."""
    try:
        arguments = host.read(f"/proc/{pid}/cmdline").data.split(b"\0")[1:8]
    except OSError:
        return False
    return any(one.decode(errors="surrogateescape") in marks.paths for one in arguments)


def _prefix(host: Host, path: str) -> bytes:
    try:
        return host.head(path, PREFIX_BYTES)
    except OSError:
        return b""
