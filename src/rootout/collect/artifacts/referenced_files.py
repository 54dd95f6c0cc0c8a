"""The files that other records point at: programs, launchers, their targets; and what lies in temporary folders."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from rootout.collect.artifacts.processes import Process
from rootout.collect.content import HEAD, content_of
from rootout.collect.places import is_hidden, is_temporary
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.evidence import Evidence
from rootout.model.file import Stat
from rootout.model.record import Gap, Origin, Record
from rootout.model.value import value

SWEPT = ("/tmp", "/var/tmp", "/dev/shm", "/run/shm")  # noqa: S108 - looked at, not written to
MOST_SWEPT = 100_000
DEEPEST = 3  # scripts that name scripts
SCRIPT_BYTES = 256 * 1024
MOST_MENTIONS = 64
MENTION = re.compile(rb"(?<![\w.~-])/(?:[\w.+@:-]+/)*[\w.+@:-]+")


@value
class ReferencedFile(Record):
    """One file, judged by who owns it and what it holds."""

    path: str  # links resolved
    aliases: tuple[str, ...]  # the other paths by which records name it, sorted
    kind: str  # of model.file.FileKind
    mode: int
    uid: int
    gid: int
    size: int
    device: int
    inode: int
    modified: float
    changed: float
    born: float | None
    sha256: str | None
    content: str  # elf, script, text, data, empty, link, directory
    package: str | None
    is_intact: bool | None  # the package's digest holds; None where there is none to compare
    is_hidden: bool  # a component of the path begins with a dot or is only blanks and dots
    is_temporary: bool  # below /tmp /var/tmp /dev/shm /run/user /run/shm
    is_writable_by_others: bool
    is_executable: bool
    mentions: tuple[str, ...]  # absolute paths that an unowned script names
    referenced_by: tuple[str, ...]  # ids of the records that point here

    @property
    def is_trusted(self) -> bool:
        """Say whether a package owns the file and its content is what the package says."""
        return self.package is not None and self.is_intact is not False

    def entities(self) -> tuple[Entity, ...]:
        """Return the file."""
        return (Entity("file", self.path),)

    def ties(self) -> Iterator[Tie]:
        """Tie a script to the files it names."""
        for path in self.mentions:
            yield Tie(Entity("file", self.path), "starts", Entity("file", path))


@artifact(form="follow_up", attack=("T1105", "T1564.001"))
def collect(host: Host, evidence: Evidence) -> Iterator[ReferencedFile | Gap]:
    """What the other records point at, and every executable or hidden file in temporary folders."""
    wanted = _wanted(evidence)
    for path in _swept(host):
        wanted.setdefault(path, set())
    done: dict[str, set[str]] = {}
    reports: dict[str, ReferencedFile] = {}
    for depth in range(DEEPEST):
        found: dict[str, set[str]] = defaultdict(set)
        for path, records in wanted.items():
            reached = _reached(host, path)
            if reached is None:
                continue
            done.setdefault(reached, set()).add(path)
            if reached not in reports:
                file = _describe(host, reached)
                if isinstance(file, Gap):
                    yield file
                elif file:
                    reports[reached] = file
                    for named in file.mentions if depth + 1 < DEEPEST else ():
                        found[named]
            if reached in reports:
                known = reports[reached]
                both = tuple(sorted({*known.referenced_by, *records}))
                reports[reached] = replace(known, referenced_by=both)
        wanted = found
    for reached, file in reports.items():
        yield replace(file, aliases=tuple(sorted(done[reached] - {reached})))


def _wanted(evidence: Evidence) -> dict[str, set[str]]:
    """Return each path that a record points at, with the ids of those records."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for record in evidence.records:
        if isinstance(record, Process):
            paths = _of_process(record)
        else:
            paths = tuple(one.key for one in record.entities() if one.kind == "file")
        for path in paths:
            if path.startswith("/"):
                wanted[path].add(record.id)
    return wanted


def _of_process(process: Process) -> tuple[str, ...]:
    """Return the program, where it is still on the disk, and the files its arguments name."""
    gone = process.is_deleted or process.in_memory or process.executable is None
    named = tuple(one for one in process.arguments[1:8] if one.startswith("/") and len(one) < 4096)
    return named if gone else (process.executable or "", *named)


def _swept(host: Host) -> Iterator[str]:
    """Yield what lies in temporary folders and could run, or hides."""
    for folder in SWEPT:
        try:
            for number, (path, seen) in enumerate(host.walk(folder, depth=8)):
                if number >= MOST_SWEPT:
                    break
                if seen.kind == "file" and (seen.mode & 0o111 or is_hidden(path)):
                    yield path
        except OSError:
            continue


def _reached(host: Host, path: str) -> str | None:
    try:
        return host.resolve(path)
    except (OSError, ValueError):
        return None


def _describe(host: Host, path: str) -> ReferencedFile | Gap | None:
    try:
        seen = host.stat(path)
        package = host.packages.owner(path)
        if seen.kind != "file":
            return _report(path, seen, package, content=seen.kind)
        is_intact = _is_intact(host, path)
        if package and is_intact is not False:
            return _report(path, seen, package, is_intact=is_intact, content="packaged")
        return _foreign(host, path, seen, package, is_intact=is_intact)
    except FileNotFoundError:
        return None
    except OSError as error:
        detail = error.strerror or ""
        return Gap(artifact="referenced_files", path=path, reason="denied", detail=detail)


def _foreign(
    host: Host, path: str, seen: Stat, package: str | None, *, is_intact: bool | None
) -> ReferencedFile:
    head = b""
    if seen.size <= SCRIPT_BYTES:
        head = host.read(path, SCRIPT_BYTES).data
        content = content_of(head)
    else:
        content = content_of(host.read(path).data[:HEAD])
    mentions = _mentions(head) if content in ("script", "text") else ()
    return _report(
        path,
        seen,
        package,
        is_intact=is_intact,
        content=content,
        sha256=host.digest(path),
        mentions=tuple(one for one in mentions if one != path and _is_shady(host, one)),
    )


def _mentions(script: bytes) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in MENTION.finditer(script):
        found.setdefault(match.group().decode(errors="surrogateescape"))
        if len(found) >= MOST_MENTIONS:
            break
    return tuple(found)


def _is_shady(host: Host, path: str) -> bool:
    """Say whether a mentioned path is worth a look: it is there, or hides, and nobody owns it."""
    if host.packages.owner(path):
        return False
    if is_hidden(path) or is_temporary(path):
        return True
    try:
        reached = host.resolve(path)
        return host.stat(reached).kind == "file" and host.packages.owner(reached) is None
    except OSError:
        return False


def _is_intact(host: Host, path: str) -> bool | None:
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        return None
    return host.digest(path, expected.algorithm) == expected.digest


def _report(
    path: str,
    seen: Stat,
    package: str | None,
    *,
    content: str,
    is_intact: bool | None = None,
    sha256: str | None = None,
    mentions: tuple[str, ...] = (),
) -> ReferencedFile:
    return ReferencedFile(
        origin=Origin(path=path, sha256=sha256),
        path=path,
        aliases=(),
        kind=seen.kind,
        mode=seen.mode,
        uid=seen.uid,
        gid=seen.gid,
        size=seen.size,
        device=seen.device,
        inode=seen.inode,
        modified=seen.modified_ns / 1e9,
        changed=seen.changed_ns / 1e9,
        born=seen.born_ns / 1e9 if seen.born_ns else None,
        sha256=sha256,
        content=content,
        package=package,
        is_intact=is_intact,
        is_hidden=is_hidden(path),
        is_temporary=is_temporary(path),
        is_writable_by_others=bool(seen.mode & 0o002) and seen.kind != "link",
        is_executable=bool(seen.mode & 0o111) and seen.kind == "file",
        mentions=mentions,
        referenced_by=(),
    )
