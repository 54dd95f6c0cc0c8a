"""Who has which socket open: the files of each process, and where need be of each thread."""

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from rootout.host.api import Host
from rootout.model.record import Gap

LINK = re.compile(r"socket:\[([0-9]{1,20})\]")
START = 19  # of /proc/PID/stat behind the name: when the process started, in ticks
MOST_SECONDS = 2.0  # for the files of threads: a server may have thousands of them


class Holders:
    """The processes that have each socket open, as far as their files can be listed."""

    def __init__(self, host: Host, clock: Callable[[], float] = time.monotonic) -> None:
        """Look at the open files of every process that is listed."""
        self._host = host
        self._clock = clock
        self._keys: dict[int, str] = {}
        self._found: dict[int, set[str]] = defaultdict(set)
        self._unreadable = 0
        self._is_cut_short = False
        for pid in host.process_ids("listing"):
            self._look_at(pid)

    def of(self, inode: int) -> tuple[str, ...]:
        """Return the keys of those that hold a socket; 0 is no socket but many."""
        return tuple(sorted(self._found.get(inode, ()))) if inode else ()

    def search_threads(self, inodes: Iterable[int]) -> None:
        """Look for sockets that no process shows among the files of single threads.

        /proc/PID/fd has the files of the first thread alone. It is empty once that has ended
        while others run on, and unshare(2) with CLONE_FILES gives a thread files of its own.
        """
        left = {one for one in inodes if one and one not in self._found}
        end = self._clock() + MOST_SECONDS
        for pid, folder in self._threads() if left else ():
            if self._clock() > end:
                self._is_cut_short = True
                return
            for inode in left.intersection(self._sockets_in(folder)):
                self._found[inode].add(self._keys[pid])
            left.difference_update(self._found)
            if not left:
                return

    @property
    def gaps(self) -> Iterator[Gap]:
        """Yield what of the holders could not be seen."""
        if self._unreadable:
            detail = f"the open files of {self._unreadable} processes cannot be listed"
            yield Gap(artifact="sockets", path="/proc", reason="denied", detail=detail)
        if self._is_cut_short:
            detail = "who holds some sockets is unknown: too many threads to look at"
            yield Gap(artifact="sockets", path="/proc", reason="timeout", detail=detail)

    def _look_at(self, pid: int) -> None:
        try:
            key = _key(self._host, pid)
            names = self._host.names(f"/proc/{pid}/fd")
        except PermissionError:
            self._unreadable += 1
            return
        except OSError:
            return  # ended since it was listed
        if key is None:
            return
        self._keys[pid] = key
        for name in names:
            inode = _inode(self._host, f"/proc/{pid}/fd/{name}")
            if inode is not None:
                self._found[inode].add(key)

    def _threads(self) -> list[tuple[int, str]]:
        """Return the files of every thread but the first, of processes with few threads first."""
        crowds = []
        for pid in self._keys:
            try:
                others = set(self._host.names(f"/proc/{pid}/task")) - {str(pid)}
            except OSError:
                continue
            crowds.append((len(others), pid, sorted(others)))
        return [
            (pid, f"/proc/{pid}/task/{one}/fd") for _, pid, many in sorted(crowds) for one in many
        ]

    def _sockets_in(self, folder: str) -> set[int]:
        try:
            names = self._host.names(folder)
        except OSError:
            return set()
        found = (_inode(self._host, f"{folder}/{name}") for name in names)
        return {inode for inode in found if inode is not None}


def _key(host: Host, pid: int) -> str | None:
    words = host.read(f"/proc/{pid}/stat").data.rpartition(b")")[2].split()
    return f"{pid}:{int(words[START])}" if len(words) > START and words[START].isdigit() else None


def _inode(host: Host, path: str) -> int | None:
    """Return the inode behind a link such as `socket:[1234]`."""
    try:
        match = LINK.fullmatch(host.target(path))
    except OSError:
        return None
    return int(match[1]) if match else None
