"""Run before all others while a crowd of processes has to be outrun: sched(7).

Nice values do not do: each session has its own group of tasks (autogroup), and a thousand sessions
leave one of them a thousandth of the machine, however nice the others are told to be.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

STATISTICS = (
    "/proc/self/schedstat"  # nanoseconds that this thread ran, and that it was kept waiting
)
STARVED = 20  # times longer waiting than running
LEAST_WAITING = 1_000_000_000  # nanoseconds
LOWEST = 1  # of the real-time priorities


@contextmanager
def ahead_of_all() -> Iterator[None]:
    """Run in real time meanwhile, where the kernel lets us; programs that we start do not.

    The kernel keeps a twentieth of each second for the others (sched_rt_runtime_us).
    """
    before, parameters = os.sched_getscheduler(0), os.sched_getparam(0)
    is_first = hurry()
    try:
        yield
    finally:
        if is_first:
            os.sched_setscheduler(0, before, parameters)


def hurry() -> bool:
    """Run in real time from now on; False where that is not to be had."""
    try:
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(LOWEST))
    except OSError:  # not root, or a control group without a share of real time
        return False
    return True


def is_starved(statistics: str = STATISTICS) -> bool:
    """Say whether others have so far left this thread next to nothing of the machine."""
    try:
        with open(statistics, encoding="ascii") as file:
            running, waiting = map(int, file.read(64).split()[:2])
    except (OSError, ValueError):  # a kernel without CONFIG_SCHED_INFO
        return False
    return waiting > max(LEAST_WAITING, STARVED * running)
