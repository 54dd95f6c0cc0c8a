"""The files that other records point at, and what lies in temporary folders."""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from rootout.collect.artifacts.processes import Process
from rootout.collect.content import BEGINNING, HEAD, beginning_of, content_of
from rootout.collect.mentions import interpreted_in, mentions_of
from rootout.collect.patience import within
from rootout.collect.places import is_hidden, is_temporary
from rootout.collect.registry import artifact
from rootout.collect.sweep import sweep
from rootout.host.api import Host
from rootout.host.reasons import reason_of
from rootout.model.entity import Entity, Tie
from rootout.model.evidence import Evidence
from rootout.model.file import Stat
from rootout.model.record import Gap, Origin, Reason, Record
from rootout.model.value import value

DEEPEST = 3  # scripts that name scripts
SCRIPT_BYTES = 256 * 1024
MOST_HASHED = 1024**3  # bytes of a program
MOST_HASHED_DATA = 64 * 1024**2  # a log or the disk of a guest is not worth the time
MOST_ARGUMENTS = 8
LONGEST_PATH = 4096
FILE_SECONDS = 20.0  # a server of files that does not answer holds whoever asks for ever
ALL_SECONDS = 50.0  # less than the runner's patience, which drops what is not yet told
Wanted = dict[str, set[str]]


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
    beginning: str | None = None  # hash of the first 8 KiB of an unowned program
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
    look = Look(host)
    wanted = _wanted(evidence)
    for item in sweep(host):
        if isinstance(item, Gap):
            yield item
        else:
            wanted.setdefault(item, set())
    for _ in range(DEEPEST):
        wanted = look.at(wanted)
    yield from look.gaps
    yield from look.told()


class Look:
    """One pass over the files that are asked for, and then over those that their scripts name."""

    def __init__(self, host: Host) -> None:
        self.gaps: list[Gap] = []
        self._host = host
        self._deadline = time.monotonic() + ALL_SECONDS
        self._files: dict[str, ReferencedFile] = {}
        self._names: Wanted = defaultdict(set)
        self._records: Wanted = defaultdict(set)

    def at(self, wanted: Wanted) -> Wanted:
        """Look at each path, and return the paths that new scripts among them name."""
        named: Wanted = {}
        for path, records in wanted.items():
            if time.monotonic() > self._deadline:
                self._gap(path, "timeout", f"this and more were not seen in {ALL_SECONDS:.0f} s")
                break
            file = self._find(path)
            if file is None:
                continue
            self._names[file.path].add(path)
            self._records[file.path] |= records
            if file.path not in self._files:
                self._files[file.path] = file
                named.update((mention, set()) for mention in file.mentions)
        return named

    def told(self) -> Iterator[ReferencedFile]:
        """Yield each file once, under the path that all links lead to."""
        for path, file in self._files.items():
            aliases = tuple(sorted(self._names[path] - {path}))
            yield replace(file, aliases=aliases, referenced_by=tuple(sorted(self._records[path])))

    def _find(self, path: str) -> ReferencedFile | None:
        try:
            return within(FILE_SECONDS, lambda: self._describe(path))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except TimeoutError:
            self._gap(path, "timeout", f"it did not answer within {FILE_SECONDS:.0f} s")
        except OSError as error:
            self._gap(path, reason_of(error), error.strerror or "")
        return None

    def _describe(self, path: str) -> ReferencedFile:
        path = self._host.resolve(path)
        if path in self._files:
            return self._files[path]
        seen = self._host.stat(path)
        package = self._host.packages.owner(path)
        if seen.kind != "file":
            return _report(path, seen, package, content=seen.kind)
        head = self._host.head(path, BEGINNING)
        content = content_of(head)
        is_intact = _is_intact(self._host, path, seen)
        if package and is_intact is not False:
            return _report(path, seen, package, is_intact=is_intact, content=content)
        is_program = bool(seen.mode & 0o111) or content in ("elf", "script")
        is_hashed = seen.size <= (MOST_HASHED if is_program else MOST_HASHED_DATA)
        if is_program and not is_hashed:
            self._gap(path, "too_large", f"{seen.size} bytes are too many to hash")
        return _report(
            path,
            seen,
            package,
            is_intact=is_intact,
            content=content,
            sha256=self._host.digest(path) if is_hashed else None,
            beginning=beginning_of(head),
            mentions=_mentions(self._host, path, content),
        )

    def _gap(self, path: str, reason: Reason, detail: str) -> None:
        self.gaps.append(Gap(artifact="referenced_files", path=path, reason=reason, detail=detail))


def _wanted(evidence: Evidence) -> Wanted:
    """Return each path that a record points at, with the ids of those records."""
    wanted: Wanted = defaultdict(set)
    for record in evidence.records:
        if isinstance(record, Process):
            paths = _of_process(record)
        else:
            paths = tuple(one.key for one in record.entities() if one.kind == "file")
        for path in paths:
            if path.startswith("/") and len(path) <= LONGEST_PATH:
                wanted[path].add(record.id)
    return dict(wanted)


def _of_process(process: Process) -> tuple[str, ...]:
    """Return the program, where it is still on the disk, and the files its arguments name."""
    gone = process.is_deleted or process.in_memory or process.executable is None
    # In a root of its own, what a process calls /x is not what we would find there.
    is_ours = process.root_directory in ("/", None)
    named = process.arguments[1:MOST_ARGUMENTS] if is_ours else ()
    return named if gone else (process.executable or "", *named)


def _mentions(host: Host, path: str, content: str) -> tuple[str, ...]:
    if content not in ("script", "text"):
        return ()
    text = host.head(path, SCRIPT_BYTES)
    run = interpreted_in(text)
    found = (one for one in mentions_of(text) if one != path)
    return tuple(one for one in found if _is_worth_a_look(host, one, is_run=one in run))


def _is_worth_a_look(host: Host, path: str, *, is_run: bool) -> bool:
    """Say whether a script that names `path` may start it, as far as no package vouches for it.

    What exists outside temporary folders must be a program, or be handed to an interpreter:
    scripts of every administrator name logs and settings. What is gone counts only where nothing
    honest lies.
    """
    if host.packages.owner(path) is not None:
        return False
    try:
        reached = host.resolve(path)
        seen = host.stat(reached)
        if seen.kind != "file" or host.packages.owner(reached) is not None:
            return False
        if is_run or seen.mode & 0o111 or is_temporary(path) or is_temporary(reached):
            return True
        return content_of(host.head(reached, HEAD)) in ("elf", "script")
    except OSError:
        return is_temporary(path) or is_hidden(path)


def _is_intact(host: Host, path: str, seen: Stat) -> bool | None:
    expected = host.packages.expected(path)
    if expected is None or expected.digest is None or expected.algorithm is None:
        return None
    if seen.size > MOST_HASHED:
        return False  # nobody has vouched for it
    return host.digest(path, expected.algorithm) == expected.digest


def _report(
    path: str,
    seen: Stat,
    package: str | None,
    *,
    content: str,
    is_intact: bool | None = None,
    sha256: str | None = None,
    beginning: str | None = None,
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
        beginning=beginning,
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
