"""Processes, each with its true program, parents and place."""

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from rootout.collect.mount_table import covered_process, parse_mount
from rootout.collect.patience import within
from rootout.collect.process_look import TEXT_LIMIT, ProcessLook, Program
from rootout.collect.process_text import (
    KERNEL_THREAD,
    Owner,
    ProcessLine,
    parse_cgroup,
    parse_login,
    parse_maps,
    parse_stat,
    parse_status,
    parse_words,
)
from rootout.collect.registry import artifact
from rootout.host.api import Host
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap, Origin, Reason, Record
from rootout.model.value import value

_UNKNOWN: Final = Owner(uid=-1, effective_uid=-1, tracer=0)
_NOTHING: Final = ProcessLine(
    name="", state="", parent=0, session=0, terminal=None, flags=0, start_ticks=0
)
_MOST_FOREIGN: Final = 64  # files of one process
_SECONDS: Final = 5.0  # for one process, its program's hash included
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_SHARED_MEMORY: Final = "/dev/shm/"  # noqa: S108  # read, never written
_MOUNT_TABLES: Final = ("/proc/1/mountinfo", "/proc/self/mountinfo")
_TELLING: Final = ("LD_", "SSH_", "PROMPT_COMMAND=", "BASH_ENV=", "HISTFILE=")


@value
class Process(Record):
    """One process, as /proc/PID shows it (proc(5))."""

    pid: int
    start_ticks: int
    parent: str | None  # key of the parent process, `pid:start_ticks`
    name: str  # comm: what ps shows, 15 bytes, chosen by the process itself
    state: str
    executable: str | None  # path of the program, without " (deleted)"
    is_deleted: bool
    in_memory: bool  # memfd: never had a path
    device: int
    inode: int
    sha256: str | None  # of the program's bytes, hashed where no package vouches for the path
    package: str | None
    arguments: tuple[str, ...]
    working_directory: str | None
    root_directory: str | None
    uid: int
    effective_uid: int
    user: str
    login_uid: int | None  # who logged in to start it (/proc/PID/loginuid)
    session: int
    terminal: str | None  # pts/0
    cgroup: str
    unit: str | None  # x.service, from the cgroup
    login_session: str | None  # 3, from session-3.scope
    started: float
    is_kernel_thread: bool
    tracer: int
    environment: tuple[str, ...]  # LD_*, PROMPT_COMMAND, BASH_ENV, HISTFILE, SSH_* only
    open_files: tuple[str, ...]
    socket_inodes: tuple[int, ...]
    beginning: str | None = None  # hash of the program's first 8 KiB, where `sha256` is set
    hidden_from: tuple[str, ...]  # views that do not show it: listing, cgroups, ordinary
    streams: tuple[str, ...] = ()  # what standard input, output and errors lead to
    cpu_seconds: float = 0.0  # used since it started, by itself
    ignored_signals: int = 0  # a bit for each, the lowest is signal 1
    foreign_code: tuple[str, ...] = ()  # files it may run parts of, that no package owns
    anonymous_code: int = 0  # regions it may run that no file stands behind: just-in-time code too

    @property
    def key(self) -> str:
        """Return `pid:start_ticks`."""
        return f"{self.pid}:{self.start_ticks}"

    @property
    def command_line(self) -> str:
        """Return the arguments, joined by blanks."""
        return " ".join(self.arguments)

    def entities(self) -> tuple[Entity, ...]:
        """Return the process and its program."""
        own = Entity("process", self.key)
        return (own, Entity("file", self.executable)) if self.executable else (own,)

    def ties(self) -> Iterator[Tie]:
        """Tie the process to its program, its parent and its unit."""
        own = Entity("process", self.key)
        if self.executable:
            yield Tie(own, "runs", Entity("file", self.executable))
        if self.parent:
            yield Tie(Entity("process", self.parent), "starts", own)
        if self.unit:
            yield Tie(Entity("unit", self.unit), "starts", own)


@artifact(form="live", attack=("T1057",))
def collect(host: Host) -> Iterator[Process | Gap]:
    """Every process by three independent views, with what it really runs."""
    known_gaps = set(host.gaps)
    survey = _Survey(host)
    yield from survey.gaps
    for pid in sorted(survey.everyone):
        yield from survey.look(pid)
    yield from (gap for gap in host.gaps if gap not in known_gaps)


class _Survey:
    """What must be known of all processes before one can be described."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.gaps: list[Gap] = []
        listed = host.process_ids("listing")
        self.unlisted = _unlisted(host, listed)
        self.everyone = listed | self.unlisted
        self.ordinary = host.ordinary_names("/proc")
        self.covered = _covered(host)
        self.users = user_names(host)
        self.booted = boot_time(host)
        host.packages.owner("/")  # the database is read now, and not on one process's time
        self.lines: dict[int, ProcessLine] = {}
        for pid in self.everyone:
            try:
                self.lines[pid] = parse_stat(host.read(f"/proc/{pid}/stat", TEXT_LIMIT).data)
            except (OSError, ValueError) as failure:
                self._missed(pid, failure)

    def look(self, pid: int) -> Iterator[Process | Gap]:
        """Yield the process `pid` with its gaps; nothing where it ended meanwhile."""
        line = self.lines.get(pid)
        if line is None:
            if pid in self.unlisted:
                yield _outline(self, pid, _NOTHING)
            return
        look = ProcessLook(self.host, pid)
        try:
            process = within(_SECONDS, lambda: _describe(self, look, pid, line))
        except TimeoutError:
            outline = _outline(self, pid, line)
            yield replace(outline, executable=look.link("exe"))  # a link alone asks no disk
            yield _gap(look.folder, "timeout", "its memory or its program cannot be read")
            return
        if self._is_still(pid, line):
            yield process
            yield from look.gaps

    def hidden_from(self, pid: int) -> tuple[str, ...]:
        """Name the views that do not show the process."""
        views = {
            "listing": pid in self.unlisted,
            "ordinary": self.ordinary is not None and str(pid) not in self.ordinary,
            "mount": pid in self.covered,
        }
        return tuple(view for view, is_blind in views.items() if is_blind)

    def parent(self, line: ProcessLine) -> str | None:
        """Return the key of the parent; a later process of the same number is not it."""
        parent = self.lines.get(line.parent)
        if parent is None or parent.start_ticks > line.start_ticks:
            return None
        return f"{line.parent}:{parent.start_ticks}"

    def _is_still(self, pid: int, line: ProcessLine) -> bool:
        """Say whether the process lived on while it was looked at: else half of it is missing."""
        try:
            again = parse_stat(self.host.read(f"/proc/{pid}/stat", TEXT_LIMIT).data)
        except (OSError, ValueError):
            return False
        return again.start_ticks == line.start_ticks

    def _missed(self, pid: int, failure: Exception) -> None:
        path = f"/proc/{pid}/stat"
        if isinstance(failure, ValueError):
            self.gaps.append(_gap(path, "malformed", str(failure)))
        elif pid in self.unlisted or self.host.exists(f"/proc/{pid}"):
            self.gaps.append(_gap(path, "denied", str(failure)))


def _describe(survey: _Survey, look: ProcessLook, pid: int, line: ProcessLine) -> Process:
    program = Program() if line.flags & KERNEL_THREAD else look.program()
    owner = look.parsed("status", parse_status, _UNKNOWN)
    place = parse_cgroup(look.data("cgroup"))
    opened = look.descriptors()
    maps = parse_maps(look.beginning("maps"))
    return replace(
        _outline(survey, pid, line),
        executable=program.path,
        is_deleted=program.is_deleted,
        in_memory=program.in_memory,
        device=program.device,
        inode=program.inode,
        sha256=program.sha256,
        beginning=program.beginning,
        package=program.package,
        arguments=parse_words(look.data("cmdline")),
        working_directory=look.link("cwd"),
        root_directory=look.link("root"),
        uid=owner.uid,
        effective_uid=owner.effective_uid,
        user=survey.users.get(owner.uid, str(owner.uid)),
        login_uid=look.parsed("loginuid", parse_login, None),
        cgroup=place.path,
        unit=place.unit,
        login_session=place.session,
        tracer=owner.tracer,
        environment=_telling(parse_words(look.data("environ"))),
        open_files=tuple(sorted({path for path in opened if _is_file(path)})),
        socket_inodes=_sockets(opened),
        streams=look.streams(),
        ignored_signals=owner.ignored_signals,
        foreign_code=_foreign(survey.host, maps.files, program.path),
        anonymous_code=maps.anonymous,
    )


def _outline(survey: _Survey, pid: int, line: ProcessLine) -> Process:
    """Return what one line tells of a process; all else is unknown."""
    return Process(
        origin=Origin(path=f"/proc/{pid}"),
        pid=pid,
        start_ticks=line.start_ticks,
        parent=survey.parent(line),
        name=line.name,
        state=line.state,
        executable=None,
        is_deleted=False,
        in_memory=False,
        device=0,
        inode=0,
        sha256=None,
        package=None,
        arguments=(),
        working_directory=None,
        root_directory=None,
        uid=_UNKNOWN.uid,
        effective_uid=_UNKNOWN.effective_uid,
        user="",
        login_uid=None,
        session=line.session,
        terminal=line.terminal,
        cgroup="",
        unit=None,
        login_session=None,
        started=survey.booted + line.start_ticks / _TICKS,
        cpu_seconds=line.cpu_ticks / _TICKS,
        is_kernel_thread=bool(line.flags & KERNEL_THREAD),
        tracer=0,
        environment=(),
        open_files=(),
        socket_inodes=(),
        hidden_from=survey.hidden_from(pid),
    )


def _unlisted(host: Host, listed: frozenset[int]) -> frozenset[int]:
    """Return the processes that other views show twice and the listing never."""
    strange = _elsewhere(host) - listed
    if strange:  # most were only born after the first listing
        strange -= host.process_ids("listing")
    return strange & _elsewhere(host) if strange else strange


def _elsewhere(host: Host) -> frozenset[int]:
    return host.process_ids("cgroups") | host.process_ids("probe")


def _covered(host: Host) -> frozenset[int]:
    found = set()
    for line in _mountinfo(host).split(b"\n"):
        try:
            found.add(covered_process(parse_mount(line).mount_point))
        except ValueError:  # told by the artifact `mounts`
            continue
    return frozenset(pid for pid in found if pid is not None)


def _mountinfo(host: Host) -> bytes:
    for path in _MOUNT_TABLES:
        try:
            return host.read(path).data
        except OSError:
            continue
    return b""


def user_names(host: Host) -> dict[int, str]:
    """Return the name of each uid; the first line of /etc/passwd wins, as in getpwuid(3)."""
    users: dict[int, str] = {}
    try:
        data = host.read("/etc/passwd").data
    except OSError:  # told by the artifact `accounts`
        return users
    for line in data.decode(errors="surrogateescape").split("\n"):
        words = line.split(":")
        if len(words) > 2 and words[2].isdecimal() and words[2].isascii():
            users.setdefault(int(words[2][:10]), words[0])
    return users


def boot_time(host: Host) -> float:
    """Return when this machine was booted, in seconds since 1970."""
    for line in host.read("/proc/stat").data.split(b"\n"):
        if line.startswith(b"btime "):
            return float(line.split()[1])
    return 0.0


def _telling(environment: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pair for pair in environment if pair.startswith(_TELLING))


def _foreign(host: Host, files: tuple[str, ...], program: str | None) -> tuple[str, ...]:
    """Return the files that no package owns, or owned when they were deleted for newer ones."""
    named = (path.removesuffix(" (deleted)") for path in files)
    found = (path for path in named if path != program and host.packages.owner(path) is None)
    return tuple(found)[:_MOST_FOREIGN]


def _is_file(path: str) -> bool:
    return path.startswith(_SHARED_MEMORY) or (path.startswith("/") and path[:5] != "/dev/")


def _sockets(opened: list[str]) -> tuple[int, ...]:
    numbers = (path[8:-1] for path in opened if path.startswith("socket:["))
    return tuple(sorted({int(number) for number in numbers if number.isdecimal()}))


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="processes", path=path, reason=reason, detail=detail)
