"""A ring of processes that start one another again within a millisecond: how it is planted."""

import os
import re
import signal
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab.planted.tools import FUSE, inside
from tests.lab.server import Server

SOURCE = Path(__file__).with_name("ring.c")
PROGRAM = "/usr/lib/.sys/sys-helper"
FOLDER = "/tmp/.sys-unix"
NAME = re.compile(r"sys-[0-9a-f]{8}")
TABLE = 9  # the descriptor under which every member holds the table
END, PADDING = -1, 9  # where a copy is changed: behind all, or where ELF has no use for a byte


@dataclass(frozen=True, kw_only=True)
class Ring:
    """A ring that runs: what the server cannot hide, asked from outside."""

    server: Server
    size: int
    table: int  # a descriptor that outlives every member

    @property
    def restarts(self) -> int:
        """Return how often a member was started again so far."""
        numbers = struct.unpack("2i", os.pread(self.table, 8, 0))
        return int(numbers[1])

    def members(self) -> dict[int, Path]:
        """Return the members that live, by their pid in the server."""
        return {pid: folder for pid, folder in self.server.processes().items() if _is_one(folder)}

    def kill(self, count: int) -> None:
        """Kill some members, as an administrator would, and wait for their successors."""
        restarts = self.restarts
        for folder in list(self.members().values())[:count]:
            os.kill(int(folder.name), signal.SIGKILL)
        self.wait_until_whole(restarts + count)

    def wait_until_whole(self, restarts: int = 0, timeout: float = 10) -> None:
        """Wait until every place is filled, after so many restarts."""
        deadline = time.monotonic() + timeout
        while self.restarts < restarts or len(self.members()) != self.size:
            said = f"{len(self.members())} of {self.size}, {self.restarts} restarts"
            assert time.monotonic() < deadline, f"{said} after {timeout} s"
            time.sleep(0.05)


def plant_ring(server: Server, size: int, changed: int = END) -> Ring:
    """Start a ring of `size` as a child of cron's, and delete the program that started it."""
    source = inside(server, "/root/ring.c")
    source.write_bytes(SOURCE.read_bytes())
    defines = f"""-DDEADLINE={int(time.time()) + FUSE} -DSEED_AT={changed} '-DFOLDER="{FOLDER}"'"""
    options = "-O2 -s -Wall -Wextra -Werror"
    server.shell(f"mkdir -p {FOLDER} {Path(PROGRAM).parent}")
    server.shell(f"gcc {options} {defines} -o {PROGRAM} /root/ring.c && rm /root/ring.c")
    enter = "echo $BASHPID > /sys/fs/cgroup/system.slice/cron.service/cgroup.procs"
    server.shell(f"({enter}; exec setsid {PROGRAM} {size}) </dev/null >/dev/null 2>&1")
    first = next(iter(Ring(server=server, size=size, table=-1).members().values()))
    table = os.open(first / f"fd/{TABLE}", os.O_RDONLY)
    server.closing.callback(os.close, table)
    ring = Ring(server=server, size=size, table=table)
    ring.wait_until_whole()
    return ring


def _is_one(folder: Path) -> bool:
    with suppress(OSError):  # it ended while we looked
        name, state = (folder / "stat").read_text().partition("(")[2].rsplit(") ", 1)
        return bool(NAME.fullmatch(name)) and state[0] not in "ZX"
    return False
