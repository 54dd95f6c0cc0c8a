"""What the kernel tells of processes the moment they start, multiply and end.

Tuples, because a busy server makes thousands a second. Times are nanoseconds since boot
(CLOCK_BOOTTIME), starts are clock ticks since boot, as in /proc/PID/stat.
"""

from typing import NamedTuple


class Started(NamedTuple):
    """A process has become another program: execve(2)."""

    pid: int
    start_ticks: int
    time_ns: int
    parent_pid: int = 0  # 0 where the parent is outside of this container
    parent_ticks: int = 0
    uid: int = -1  # -1: only /proc would know, and it may be gone
    effective_uid: int = -1
    login_uid: int | None = None
    cgroup: int = 0  # its number, 0 where unknown
    name: str = ""
    filename: str = ""  # as it was called, may be relative; of a script, the script
    interpreter: str = ""  # of a script; else the filename again
    arguments: tuple[str, ...] = ()
    missing: int = 0  # bytes of arguments that were not seen
    device: int = 0  # as in st_dev
    inode: int = 0
    links: int = 1  # 0: its file was deleted, or never had a name


class Forked(NamedTuple):
    """A process has made another one like itself: fork(2), not the start of a thread."""

    pid: int
    start_ticks: int
    parent_pid: int
    parent_ticks: int


class Ended(NamedTuple):
    """The last thread of a process has ended."""

    pid: int
    start_ticks: int


class Lost(NamedTuple):
    """So many events could not be handed over: nobody knows of what."""

    number: int


ProcessEvent = Started | Forked | Ended | Lost
