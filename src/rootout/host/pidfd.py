"""Signals for exactly one process, and no later one of the same number: pidfd_open(2)."""

import contextlib
import errno
import os
import re
import signal
import time
from collections.abc import Iterable, Iterator

from rootout.host.api import ProcessRef
from rootout.host.procfs import ProcessFiles
from rootout.model.value import value

STAT = re.compile(rb"\) ([A-Za-z])((?: -?\d{1,20}){19,})")
THREADS, START = 17, 19  # of /proc/PID/stat behind the name, the state being 0
DEAD = frozenset("ZX")
# No descriptor to be had: an old kernel, no process, or a number that a thread has now (EINVAL,
# ENOENT as of 6.18). Whether the process is there, its start says.
REFUSALS = frozenset((errno.ENOSYS, errno.EPERM, errno.ESRCH, errno.EINVAL, errno.ENOENT))
STAT_BYTES = 4096


@value
class Life:
    """What /proc/PID/stat says of one process."""

    state: str
    threads: int
    start_ticks: int

    @property
    def is_over(self) -> bool:
        """Say whether nothing of the process can run any more.

        One whose first thread has ended looks like a zombie while its others run on.
        """
        return self.state in DEAD and self.threads <= 1


def parse_life(stat: bytes) -> Life | None:
    """Read /proc/PID/stat (proc_pid_stat(5)); the name may hold anything, brackets too."""
    match = STAT.match(stat, max(stat.rfind(b")"), 0))
    if match is None:
        return None
    numbers = match[2].split()
    return Life(
        state=match[1].decode(),
        threads=int(numbers[THREADS - 1]),
        start_ticks=int(numbers[START - 1]),
    )


def life_of(files: ProcessFiles, pid: int) -> Life | None:
    """Return how the process with this number is; None where there is none."""
    try:
        return parse_life(files.head(f"/proc/{pid}/stat", STAT_BYTES))
    except OSError:
        return None


def is_alive(files: ProcessFiles, process: ProcessRef) -> bool:
    """Say whether exactly this process can still run; a zombie cannot."""
    life = life_of(files, process.pid)
    return life is not None and life.start_ticks == process.start_ticks and not life.is_over


class Grip:
    """A hold on one process that cannot slip to another one."""

    def __init__(self, process: ProcessRef, descriptor: int | None) -> None:
        self.pid = process.pid
        self._descriptor = descriptor

    def send(self, number: signal.Signals) -> None:
        """Send a signal; one that has ended since is left alone."""
        with contextlib.suppress(ProcessLookupError):
            if self._descriptor is None:
                os.kill(self.pid, number)
            else:
                signal.pidfd_send_signal(self._descriptor, number)


@contextlib.contextmanager
def grip(files: ProcessFiles, process: ProcessRef) -> Iterator[Grip | None]:
    """Yield a grip on exactly this process; None where it is gone.

    The start is compared after the descriptor is held: from then on the number cannot mislead.
    Before Linux 5.3 there are no such descriptors, and a number just compared has to do.
    """
    descriptor = _descriptor(process.pid)
    try:
        yield Grip(process, descriptor) if is_alive(files, process) else None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def wait_gone(files: ProcessFiles, processes: Iterable[ProcessRef], seconds: float) -> None:
    """Wait until each process has ended, at most `seconds`."""
    left = list(processes)
    end = time.monotonic() + seconds
    while left := [one for one in left if is_alive(files, one)]:
        if time.monotonic() > end:
            return
        time.sleep(0.002)


def _descriptor(pid: int) -> int | None:
    try:
        return os.pidfd_open(pid)
    except OSError as error:
        if error.errno in REFUSALS:
            return None
        raise
