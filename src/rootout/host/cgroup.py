"""Hold and kill processes without a race: the freezers of cgroup v2 and v1, else SIGSTOP."""

import contextlib
import errno
import os
import re
import signal
import time
from collections.abc import Iterable
from functools import cached_property

from rootout.host.api import ProcessRef
from rootout.host.hierarchy import Hierarchy, open_hierarchies
from rootout.host.pidfd import grip, is_alive, life_of, wait_gone
from rootout.host.procfs import ProcessFiles

NAME = "rootout"
MOST_SECONDS = 5.0  # for all to stand still, and for all to be gone
# Where a process goes whose own cgroup is no more: below the top no process may stay in a group
# that hands controllers down (cgroup-v2.rst), so two leaves of systemd follow.
PENDING = re.compile(rb"\n(?:Sig|Shd)Pnd:\t([0-9a-f]{16})")
STOPPED = "Tt"  # by a signal, by a debugger
SHELTERS = ("", "system.slice", "init.scope")


class Freezer:
    """One frozen cgroup for everything that rootout holds.

    A process that is moved into a frozen cgroup stops before it can fork, its children are born
    frozen, and SIGCONT does not let it go (cgroup-v2.rst; v1: freezer-subsystem.rst).
    """

    def __init__(self, files: ProcessFiles, name: str = NAME) -> None:
        """Use the cgroup `name` at the top of the first hierarchy that can freeze."""
        self._files = files
        self._name = name

    def freeze(self, processes: Iterable[ProcessRef]) -> None:
        """Hold processes; those that have ended are left out.

        Moving one takes the kernel up to some 10 ms, so all are stopped by a signal before that.
        In the cage the signal is taken back: a process must not be stopped when it is let go.
        """
        wanted = tuple(processes)
        cage = self._open_cage()
        halted = frozenset(one for one in wanted if self._halt(one))
        for process in wanted:
            with grip(self._files, process) as held:
                if held and cage and cage.take(process.pid) and process in halted:
                    held.send(signal.SIGCONT)
        if cage:
            cage.wait_still()

    def _halt(self, process: ProcessRef) -> bool:
        """Stop a process by a signal; False where it is stopped already, or has ended."""
        with grip(self._files, process) as held:
            life = life_of(self._files, process.pid) if held else None
            if held is None or life is None or life.state in STOPPED or self._is_to_stop(held.pid):
                return False
            held.send(signal.SIGSTOP)
            return True

    def _is_to_stop(self, pid: int) -> bool:
        """Say whether somebody has sent a stop that has not yet arrived: proc_pid_status(5)."""
        try:
            status = self._files.head(f"/proc/{pid}/status", 8192)
        except OSError:
            return False
        masks = (int(mask, 16) for mask in PENDING.findall(status))
        return any(mask >> signal.SIGSTOP - 1 & 1 for mask in masks)

    def thaw(self, places: Iterable[tuple[ProcessRef, str]]) -> None:
        """Let processes run again, each in the cgroup named beside it.

        Raises OSError where one can be moved nowhere: it is still frozen then.
        """
        inside = [(cage, frozenset(cage.members)) for cage in self._cages]
        for process, place in places:
            with grip(self._files, process) as held:
                if held is None:
                    continue
                holders = [cage for cage, members in inside if process.pid in members]
                for cage in holders or self._cages[:1]:
                    cage.release(process.pid, place)
                life = None if holders else life_of(self._files, process.pid)
                if life and life.state == "T":  # held by SIGSTOP: no freezer would take it
                    held.send(signal.SIGCONT)
        self._remove_empty()

    def kill(self, processes: Iterable[ProcessRef]) -> None:
        """Kill processes, all of them before the first is waited for."""
        wanted = tuple(processes)
        for process in wanted:
            with grip(self._files, process) as held:
                if held:
                    held.send(signal.SIGKILL)
        for cage in self._cages:
            cage.let_die(one.pid for one in wanted)
        wait_gone(self._files, wanted, MOST_SECONDS)
        self._remove_empty()

    def frozen_processes(self) -> frozenset[int]:
        """Return the process ids in the cage; without any freezer, those that are stopped."""
        if self._cages:
            return frozenset(pid for cage in self._cages if cage.is_closed for pid in cage.members)
        pids = (int(name) for name in self._files.names("/proc") if name.isdecimal())
        lives = ((pid, life_of(self._files, pid)) for pid in pids)
        return frozenset(pid for pid, life in lives if life and life.state == "T")

    def cgroup_of(self, process: ProcessRef) -> str | None:
        """Return the cgroup v2 path of a process, where there is no v2 that of the v1 freezer.

        None when the process is gone.
        """
        if not self.is_alive(process):
            return None
        try:
            table = self._files.read(f"/proc/{process.pid}/cgroup").data
        except OSError:
            return None
        paths = (cage.hierarchy.path_in(table) for cage in self._cages)
        return next((path for path in paths if path is not None), "/")

    def is_alive(self, process: ProcessRef) -> bool:
        """Say whether exactly this process still runs; a zombie does not."""
        return is_alive(self._files, process)

    @cached_property
    def _cages(self) -> tuple["_Cage", ...]:
        return tuple(_Cage(one, self._name) for one in open_hierarchies(self._files))

    def _open_cage(self) -> "_Cage | None":
        """Return the first cage that can be closed before anything is put into it."""
        return next((cage for cage in self._cages if cage.close()), None)

    def _remove_empty(self) -> None:
        for cage in self._cages:
            cage.remove_empty()


class _Cage:
    """The cgroup of one hierarchy in which processes are held."""

    def __init__(self, hierarchy: Hierarchy, name: str) -> None:
        self.hierarchy = hierarchy
        self._name = name

    @property
    def is_closed(self) -> bool:
        """Say whether what is inside is held: somebody may have opened it."""
        return self._read(self.hierarchy.order).startswith(("1", "FR"))

    @property
    def members(self) -> list[int]:
        """Return the process ids inside."""
        return [int(word) for word in self._read("cgroup.procs").split()]

    def close(self) -> bool:
        """Make the cgroup and freeze it, empty as it is; False where it cannot freeze."""
        try:
            with contextlib.suppress(FileExistsError):
                os.mkdir(self._name, 0o700, dir_fd=self.hierarchy.root)
            self._write(f"{self._name}/{self.hierarchy.order}", self.hierarchy.freeze)
        except OSError:  # read-only, or Linux before 5.2
            self.remove_empty()
            return False
        return True

    def take(self, pid: int) -> bool:
        """Move a process inside; False where the kernel will not."""
        return self._move(pid, self._name)

    def release(self, pid: int, place: str) -> None:
        """Move a process to `place`, or where that is gone to where it can run."""
        path = place.strip("/")
        is_good = path != self._name and ".." not in path.split("/")
        if is_good and self._move(pid, path):
            return
        if pid in self.members and not any(self._move(pid, one) for one in SHELTERS):
            raise OSError(errno.EBUSY, f"pid {pid} cannot leave the cgroup {self._name}")

    def let_die(self, pids: Iterable[int]) -> None:
        """Let killed processes out where the freezer holds back even SIGKILL: version 1."""
        if self.hierarchy.controller:
            for pid in set(pids).intersection(self.members):
                self._move(pid, "")

    def wait_still(self) -> None:
        """Wait until the kernel says that everything inside stands still."""
        end = time.monotonic() + MOST_SECONDS
        while self.hierarchy.frozen not in self._read(self.hierarchy.answer):
            if time.monotonic() > end:
                return  # one waits for a disk; it stops before its next instruction
            time.sleep(0.001)

    def remove_empty(self) -> None:
        """Remove the cgroup unless something is inside."""
        for _ in range(20):
            try:
                os.rmdir(self._name, dir_fd=self.hierarchy.root)
            except FileNotFoundError:
                return
            except OSError:
                if self.members:
                    return
                time.sleep(0.005)  # the last one is still on its way out

    def _move(self, pid: int, path: str) -> bool:
        try:
            self._write(f"{path}/cgroup.procs".lstrip("/"), str(pid))
        except OSError:
            return False
        return True

    def _read(self, name: str) -> str:
        flags = os.O_RDONLY | os.O_CLOEXEC
        try:
            descriptor = os.open(f"{self._name}/{name}", flags, dir_fd=self.hierarchy.root)
        except OSError:
            return ""
        with os.fdopen(descriptor, encoding="ascii") as file:
            return file.read()

    def _write(self, path: str, text: str) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=self.hierarchy.root)
        try:
            os.write(descriptor, text.encode())
        finally:
            os.close(descriptor)
