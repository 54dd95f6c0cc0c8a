"""Process ids by three ways that do not depend on one another."""

import errno
import os
import time
from collections.abc import Iterator
from typing import Final

from rootout.host.procfs import ProcessFiles
from rootout.model.record import Gap, Reason

_SECONDS: Final = 1.0  # at most, for one probe of every number
_STRIDE: Final = 4096
_VIEW_GAP: Final = "one independent way to find hidden processes is missing"


def listed(files: ProcessFiles) -> frozenset[int]:
    """Return the ids that /proc lists."""
    return frozenset(int(name) for name in files.names("/proc") if name.isdecimal())


def in_cgroups(files: ProcessFiles, gaps: list[Gap]) -> frozenset[int]:
    """Return the ids that are members of any control group (cgroups(7))."""
    root = _mounted_hierarchy(files)
    if root is None:
        gaps.append(_gap("/sys/fs/cgroup", "unsupported", f"no control groups: {_VIEW_GAP}"))
        return frozenset()
    try:
        return frozenset(pid for path in _groups(root) for pid in _members(root, path) if pid)
    finally:
        os.close(root)


def probed(files: ProcessFiles, gaps: list[Gap]) -> frozenset[int]:
    """Return the ids that answer when each possible number is asked; threads left out.

    kill(2) answers for threads too, and processes come and go meanwhile: what /proc does not
    list is compared with a second listing, and must be the leader of a process (pidfd_open(2)).
    """
    before = listed(files)
    last = _last_number(files, before)
    deadline = time.monotonic() + _SECONDS
    answering: set[int] = set()
    for first in range(1, last + 1, _STRIDE):
        if time.monotonic() > deadline:
            detail = f"process numbers from {first} to {last} were not asked: {_VIEW_GAP}"
            gaps.append(_gap("/proc", "timeout", detail))
            break
        answering |= _answering(range(first, min(first + _STRIDE, last + 1)))
    strange = answering - before - listed(files)
    strange -= _threads(files) if strange else set()
    return frozenset((answering & before) | {pid for pid in strange if is_leader(pid)})


def is_leader(pid: int) -> bool:
    """Say whether `pid` is a process now, and not a thread of one."""
    try:
        os.close(os.pidfd_open(pid))
    except OSError as failure:
        return failure.errno == errno.ENOSYS  # Linux before 5.3: the threads listed must do
    return True


def _answering(numbers: range) -> set[int]:
    found = set()
    for pid in numbers:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            continue
        except OSError:  # EPERM: there, and not ours
            pass
        found.add(pid)
    return found


def _last_number(files: ProcessFiles, known: frozenset[int]) -> int:
    """Return the highest number that a process can have.

    The kernel counts upwards and starts again at pid_max. As long as fewer were ever started
    than that, none can be above the last one given out, the last word of /proc/loadavg.
    """
    most = int(files.read("/proc/sys/kernel/pid_max", 64).data)
    newest = int(files.read("/proc/loadavg", 256).data.split()[-1])
    total = _started_since_boot(files)
    return most if total is None or total >= most else max(newest, *known)


def _started_since_boot(files: ProcessFiles) -> int | None:
    for line in files.read("/proc/stat").data.split(b"\n"):
        if line.startswith(b"processes "):
            return int(line.split()[1])
    return None


def _threads(files: ProcessFiles) -> set[int]:
    found: set[int] = set()
    for pid in listed(files):
        try:
            found.update(int(name) for name in files.names(f"/proc/{pid}/task"))
        except OSError:  # gone meanwhile
            continue
    return found


def _mounted_hierarchy(files: ProcessFiles) -> int | None:
    """Open where version 2, or else any of version 1, is mounted: each holds every process.

    Never by a fresh mount: in the first cgroup namespace its options would become those of the
    whole machine (nsdelegate, memory_recursiveprot: cgroup-v2.rst).
    """
    points: dict[str, str] = {}
    for line in (
        files.read("/proc/self/mountinfo").data.decode(errors="surrogateescape").split("\n")
    ):
        before, _, after = line.partition(" - ")
        if after.startswith("cgroup"):
            points.setdefault(after.split()[0], before.split()[4])
    path = points.get("cgroup2", points.get("cgroup"))
    return None if path is None else os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)


def _groups(root: int) -> Iterator[str]:
    pending = ["."]
    while pending:
        path = pending.pop()
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC, dir_fd=root)
        except FileNotFoundError:
            continue
        try:
            with os.scandir(descriptor) as entries:
                pending += [f"{path}/{entry.name}" for entry in entries if entry.is_dir()]
        finally:
            os.close(descriptor)
        yield path


def _members(root: int, path: str) -> list[int]:
    """Return the processes of one group; 0 stands for one outside our pid namespace."""
    try:
        descriptor = os.open(f"{path}/cgroup.procs", os.O_RDONLY | os.O_CLOEXEC, dir_fd=root)
        with os.fdopen(descriptor, "rb") as file:
            return [int(word) for word in file.read().split()]
    except OSError:  # removed meanwhile, or a threaded group: its processes are its parent's
        return []


def _gap(path: str, reason: Reason, detail: str) -> Gap:
    return Gap(artifact="host", path=path, reason=reason, detail=detail)
