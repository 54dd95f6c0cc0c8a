"""Which programs use the CPU and the disks: the processes of two looks, added up by program."""

import os

from rootout.collect.process_text import parse_stat
from rootout.collect.program_names import program_of
from rootout.history.counters import number
from rootout.history.use import Use, busiest
from rootout.host.api import Host
from rootout.model.value import value

TICKS = os.sysconf("SC_CLK_TCK")


@value
class _Seen:
    start: int
    ticks: int
    read: float = 0.0
    written: float = 0.0


class Programs:
    """Remembers the processes of the last look."""

    def __init__(self, cores: int = os.cpu_count() or 1) -> None:
        self._cores = cores
        self._before: dict[int, _Seen] = {}
        self._moment = 0.0
        self.count = 0

    def look(self, host: Host, moment: float) -> dict[str, Use]:
        """Return what the busiest programs used since the last look, at `moment` (monotonic).

        Only those that ran are asked for more than their CPU time: most sleep. What a process
        used in its last seconds, and one that lived between two looks, is in nobody's sum.
        """
        seconds = moment - self._moment
        before, now, used = self._before, dict[int, _Seen](), dict[str, Use]()
        for pid in host.process_ids("listing"):
            seen, flags = _seen(host, pid)
            if seen is None:
                continue
            last = before.get(pid)
            is_new = last is None or last.start != seen.start
            if last is not None and not is_new and last.ticks == seen.ticks:
                now[pid] = last
                continue
            now[pid] = _with_disk(host, pid, seen)
            if before and seconds > 0:
                since = _Seen(start=seen.start, ticks=0) if is_new or last is None else last
                name = program_of(host, pid, flags)
                use = self._use(since, now[pid], seconds)
                used[name] = used.get(name, Use()).plus(use)
        self._before, self._moment, self.count = now, moment, len(now)
        return busiest(used)

    def _use(self, before: _Seen, now: _Seen, seconds: float) -> Use:
        share = 100 / (TICKS * self._cores * seconds)
        return Use(
            cpu=max(0, now.ticks - before.ticks) * share,
            read=max(0.0, now.read - before.read) / seconds,
            written=max(0.0, now.written - before.written) / seconds,
        )


def _seen(host: Host, pid: int) -> tuple[_Seen | None, int]:
    try:
        line = parse_stat(host.read(f"/proc/{pid}/stat").data)
    except (OSError, ValueError):
        return None, 0
    return _Seen(start=line.start_ticks, ticks=line.cpu_ticks), line.flags


def _with_disk(host: Host, pid: int, seen: _Seen) -> _Seen:
    """Add what a process read from and wrote to disks; nothing where that is not allowed."""
    try:
        text = host.read(f"/proc/{pid}/io").data.decode(errors="replace")
    except OSError:
        return seen
    table = dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)
    return _Seen(
        start=seen.start,
        ticks=seen.ticks,
        read=number(table.get("read_bytes", "")),
        written=number(table.get("write_bytes", "")),
    )
