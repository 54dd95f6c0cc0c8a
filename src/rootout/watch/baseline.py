"""The processes that were there before the first event, as if they had just been started."""

import os
from collections.abc import Iterator
from typing import Final

from rootout.collect.process_text import KERNEL_THREAD, ProcessLine, parse_stat, parse_words
from rootout.host.api import Host
from rootout.host.process_event import Started

_LIMIT: Final = 1 << 16
_TICK: Final = 1_000_000_000 // os.sysconf("SC_CLK_TCK")


def already_running(host: Host) -> Iterator[Started]:
    """Yield each process with its program; kernel threads, which have none, are left out."""
    lines = dict(_lines(host))
    for pid, line in lines.items():
        if line.flags & KERNEL_THREAD:
            continue
        parent = lines.get(line.parent)
        device, inode, links = _program(host, pid)
        yield Started(
            pid=pid,
            start_ticks=line.start_ticks,
            time_ns=line.start_ticks * _TICK,
            parent_pid=line.parent,
            parent_ticks=parent.start_ticks if parent else 0,
            name=line.name,
            arguments=parse_words(_read(host, pid, "cmdline")),
            uid=_uid(host, pid),
            device=device,
            inode=inode,
            links=links,
        )


def _lines(host: Host) -> Iterator[tuple[int, ProcessLine]]:
    for pid in sorted(host.process_ids("listing")):
        try:
            yield pid, parse_stat(_read(host, pid, "stat"))
        except ValueError:  # it has ended
            continue


def _program(host: Host, pid: int) -> tuple[int, int, int]:
    try:
        found = host.stat(f"/proc/{pid}/exe")
    except OSError:
        return 0, 0, 1
    return found.device, found.inode, found.links


def _uid(host: Host, pid: int) -> int:
    try:
        return host.stat(f"/proc/{pid}").uid
    except OSError:
        return -1


def _read(host: Host, pid: int, name: str) -> bytes:
    try:
        return host.head(f"/proc/{pid}/{name}", _LIMIT)
    except OSError:
        return b""
