"""Hold and kill processes without a race: the freezer of cgroup v2, pidfd, SIGSTOP."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Iterable, Iterator
from functools import cached_property

from rootout.host.api import ProcessRef

CAGE = "rootout"
MOUNTS = "/proc/self/mountinfo"
MOST_SECONDS = 5.0  # for frozen and for gone


class Freezer:
    """One frozen cgroup for everything that rootout holds.

    A process that is moved into a frozen cgroup stops before it can fork, its children are born
    frozen, and SIGCONT does not let it go (cgroup-v2.rst). Without cgroup v2 SIGSTOP is used.
    """

    @cached_property
    def _root(self) -> str | None:
        """Return where the cgroup v2 hierarchy is mounted; None where it is not, or read-only."""
        try:
            with open(MOUNTS, encoding="utf-8", errors="surrogateescape") as mounts:
                lines = [line.split(" ") for line in mounts]
        except OSError:
            return None
        for fields in lines:
            if fields[fields.index("-") + 1] == "cgroup2" and os.access(fields[4], os.W_OK):
                return fields[4]
        return None

    @property
    def _cage(self) -> str | None:
        return f"{self._root}/{CAGE}" if self._root else None

    def freeze(self, processes: Iterable[ProcessRef]) -> None:
        """Hold processes; those that have ended are left out."""
        wanted = tuple(processes)
        cage = self._cage
        if cage is None:
            _signal_all(wanted, signal.SIGSTOP)
            return
        os.makedirs(cage, mode=0o700, exist_ok=True)
        _write(f"{cage}/cgroup.freeze", "1")
        for process in wanted:
            with _pidfd(process) as descriptor:
                if descriptor is None:
                    continue
                try:
                    _write(f"{cage}/cgroup.procs", str(process.pid))
                except OSError:  # a zombie, or a cgroup that will not give it up
                    _signal(descriptor, signal.SIGSTOP)
        self._wait_frozen(cage)

    def thaw(self, places: Iterable[tuple[ProcessRef, str]]) -> None:
        """Let processes run again, each in the cgroup named beside it."""
        for process, place in places:
            with _pidfd(process) as descriptor:
                if descriptor is None:
                    continue
                if self._root is not None:
                    self._move(process, place)
                _signal(descriptor, signal.SIGCONT)
        self._remove_empty()

    def kill(self, processes: Iterable[ProcessRef]) -> None:
        """Kill processes, all of them before the first is waited for."""
        with contextlib.ExitStack() as stack:
            opened = [stack.enter_context(_pidfd(one)) for one in processes]
            descriptors = [one for one in opened if one is not None]
            for descriptor in descriptors:
                _signal(descriptor, signal.SIGKILL)
            _wait_gone(descriptors)
        self._remove_empty()

    def frozen_processes(self) -> frozenset[int]:
        """Return the process ids in the cage; without cgroup v2, those that are stopped."""
        if self._cage is None:
            return frozenset(pid for pid in _all_pids() if _state(pid) == "T")
        try:
            with open(f"{self._cage}/cgroup.procs", encoding="ascii") as listed:
                return frozenset(int(line) for line in listed)
        except OSError:
            return frozenset()

    def cgroup_of(self, process: ProcessRef) -> str | None:
        """Return the cgroup v2 path of a process; None when it is gone or there is no v2."""
        if not self.is_alive(process):
            return None
        try:
            with open(
                f"/proc/{process.pid}/cgroup", encoding="utf-8", errors="surrogateescape"
            ) as lines:
                return next(
                    (line[3:].rstrip("\n") for line in lines if line.startswith("0::")), "/"
                )
        except OSError:
            return None

    def is_alive(self, process: ProcessRef) -> bool:
        """Say whether exactly this process still runs; a zombie does not."""
        fields = _stat(process.pid)
        return bool(fields) and _ticks(fields) == process.start_ticks and fields[0] not in "ZX"

    def _move(self, process: ProcessRef, place: str) -> None:
        """Move a process to its place, or to the top where that is gone."""
        for path in (f"{self._root}{place.rstrip('/')}", self._root or ""):
            with contextlib.suppress(OSError):
                _write(f"{path}/cgroup.procs", str(process.pid))
                return

    def _wait_frozen(self, cage: str) -> None:
        """Wait until the kernel says that every process in the cage stands still."""
        end = time.monotonic() + MOST_SECONDS
        while time.monotonic() < end:
            with open(f"{cage}/cgroup.events", encoding="ascii") as events:
                if "frozen 1" in events.read():
                    return
            time.sleep(0.001)

    def _remove_empty(self) -> None:
        if self._cage is not None:
            with contextlib.suppress(OSError):
                os.rmdir(self._cage)


@contextlib.contextmanager
def _pidfd(process: ProcessRef) -> Iterator[int | None]:
    """Yield a descriptor of exactly this process, or None where it is gone or another's."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except OSError:
        yield None
        return
    try:
        fields = _stat(process.pid)
        yield descriptor if fields and _ticks(fields) == process.start_ticks else None
    finally:
        os.close(descriptor)


def _signal(descriptor: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(descriptor, number)


def _signal_all(processes: Iterable[ProcessRef], number: signal.Signals) -> None:
    for process in processes:
        with _pidfd(process) as descriptor:
            if descriptor is not None:
                _signal(descriptor, number)


def _wait_gone(descriptors: list[int]) -> None:
    """Wait until each process has ended: a pidfd becomes readable (pidfd_open(2))."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    left = set(descriptors)
    end = time.monotonic() + MOST_SECONDS
    while left and time.monotonic() < end:
        for descriptor, _ in poll.poll(100):
            poll.unregister(descriptor)
            left.discard(descriptor)


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat behind the name, the state first; [] where it is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="surrogateescape") as file:
            return file.read().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks(fields: list[str]) -> int:
    return int(fields[19])


def _state(pid: int) -> str:
    fields = _stat(pid)
    return fields[0] if fields else ""


def _all_pids() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)
