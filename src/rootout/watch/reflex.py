"""The reflex: hold the processes of a bad finding still, at once, until a person has looked.

Off unless asked for. It goes by the guard and the journal as every action does, so that
`rootout undo CASE` lets go what it holds; it freezes so many trees an hour and no more.
"""

import posixpath
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from rootout.case.folder import Case
from rootout.collect.artifacts.processes import Process
from rootout.detect.programs import INTERPRETERS, RELAYS, SHELLS, tool_of
from rootout.host.api import MutableHost
from rootout.host.process_event import Forked
from rootout.model.finding import Severity, rank
from rootout.model.value import value
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.executor import Result, carry_out
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal
from rootout.watch.sighting import Reaction, Sighting

Tree = Callable[[tuple[int, int]], tuple[tuple[int, int], ...]]
HOUR: Final = 3600.0
# Nobody can log in, and nothing is installed or logged, while one of these stands still.
NEVER: Final = frozenset(
    (
        "systemd",
        "systemd-logind",
        "systemd-journald",
        "systemd-udevd",
        "sshd",
        "sshd-session",
        "dbus-daemon",
        "agetty",
        "login",
        "init",
        "rsyslogd",
        "auditd",
        "cron",
        "crond",
        "dpkg",
        "apt",
        "apt-get",
        "dnf",
        "yum",
        "rpm",
        "zypper",
    )
)
FETCHERS: Final = frozenset(("curl", "wget", "env", "nohup", "setsid", "timeout", "xargs"))
_ESCAPE: Final = 5.0  # seconds in which what a frozen tree had forked is frozen with it
_MOST_KEPT: Final = 4_096


@value
class Bounds:
    """From when on, how often, and whom not."""

    level: Severity
    an_hour: int
    never: frozenset[str] = frozenset()  # names or paths of programs, and accounts


class Reflex:
    """Freezes what is seen, and what that forks before it stands still."""

    def __init__(self, case: Case, host: MutableHost, bounds: Bounds, tree: Tree) -> None:
        self._case, self._host, self._bounds, self._tree = case, host, bounds, tree
        self._moments: deque[float] = deque()  # of the last freezes
        self._held: dict[tuple[int, int], float] = {}  # since when
        self._born: list[tuple[int, int]] = []

    def warm_up(self) -> None:
        """Find out how processes can be frozen here, before it is urgent."""
        self._host.frozen_processes()

    def forked(self, event: Forked) -> None:
        """Note a child of what was frozen just now: it may have been born a moment before."""
        since = self._held.get((event.parent_pid, event.parent_ticks))
        if since is not None and time.monotonic() - since < _ESCAPE:
            self._born.append((event.pid, event.start_ticks))

    def catch_up(self) -> None:
        """Freeze the children that were noted."""
        if self._born:
            born, self._born = self._born, []
            self._freeze(tuple(born), Guard(Protected()))

    def act(self, sighting: Sighting) -> Reaction | None:
        """Freeze the tree of a sighting; None where it is not bad enough, or held already."""
        process = sighting.process
        if process is None:
            return None
        key = (process.pid, process.start_ticks)
        if rank(sighting.finding.severity) < rank(self._bounds.level) or key in self._held:
            return None
        refusal = self._refusal(process)
        if refusal:
            return self._told(sighting, process, "refused", refusal)
        self._moments.append(time.monotonic())
        spared = frozenset(one.key for one in (process,) if self._is_spared(one))
        guard = Guard(Protected(processes=spared))
        result = self._freeze((key, *self._tree(key)), guard)
        return self._told(sighting, process, result.state, result.note or result.summary)

    def _refusal(self, process: Process) -> str:
        if self._is_spared(process):
            return "it is on the list of what is never frozen"
        if process.package and not _is_tool(process):
            return f"{process.package} vouches for this program: stop the service yourself"
        while self._moments and time.monotonic() - self._moments[0] > HOUR:
            self._moments.popleft()
        if len(self._moments) >= self._bounds.an_hour:
            return f"{self._bounds.an_hour} were frozen within an hour, and no more may be"
        return ""

    def _is_spared(self, process: Process) -> bool:
        path = process.executable or ""
        names = {path, posixpath.basename(path), process.user}
        is_vital = process.package is not None and posixpath.basename(path) in NEVER
        return is_vital or bool(self._bounds.never & names)

    def _freeze(self, keys: tuple[tuple[int, int], ...], guard: Guard) -> Result:
        names = tuple(f"{pid}:{ticks}" for pid, ticks in keys)
        allowed = tuple(one for one in names if guard.allows_process(one))
        journal = Journal(self._case.journal_path)
        try:
            action = FreezeProcess(processes=allowed)
            (result,) = carry_out((action,), self._host, self._case.blobs, journal, guard)
        finally:
            journal.close()
        if len(self._held) > _MOST_KEPT:
            self._held.clear()
        self._held.update(dict.fromkeys(keys, time.monotonic()))
        return result

    def _told(self, sighting: Sighting, process: Process, state: str, note: str) -> Reaction:
        passed = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - sighting.since_boot_ns
        return Reaction(
            time=self._host.now(),
            process=process,
            state=state,
            note=note,
            milliseconds=passed / 1e6,
            case=str(self._case.path),
        )


def _is_tool(process: Process) -> bool:
    """Say whether a packaged program does what its arguments, or its input, tell it to."""
    tool = tool_of(process)
    kinds = (SHELLS, INTERPRETERS, RELAYS)
    return tool in FETCHERS or any(kind.fullmatch(tool) for kind in kinds)
