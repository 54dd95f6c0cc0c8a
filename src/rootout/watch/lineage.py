"""Who started whom, kept while events come in, so that parents are known that have long ended."""

from collections.abc import Iterator
from typing import Final

from rootout.collect.artifacts.processes import Process
from rootout.host.process_event import Ended, Forked, Started

MOST_LIVING: Final = 65_536
MOST_ENDED: Final = 4_096
GENERATIONS: Final = 12
KIN: Final = 6


class Life:
    """One process: its place among the others, and what it, or who forked it, runs."""

    __slots__ = ("event", "kin", "parent", "pid", "program", "record", "start_ticks")

    def __init__(self, pid: int, start_ticks: int, parent: tuple[int, int]) -> None:
        self.pid = pid
        self.start_ticks = start_ticks
        self.parent = parent
        self.event: Started | None = None  # None of a kernel thread
        self.program: str | None = None
        self.record: Process | None = None  # made where somebody asks for it
        self.kin: tuple[tuple[str, int], ...] = ()  # program and uid of it and of those above

    def runs(self, event: Started, program: str | None, above: "Life | None") -> None:
        """Keep what the process now runs, below `above`."""
        self.event, self.program, self.record = event, program, None
        self.kin = ((program or "", event.uid), *(above.kin[: KIN - 1] if above else ()))


class Lineage:
    """Every living process and the last ones that ended. Both tables are bounded."""

    def __init__(self) -> None:
        self._living: dict[int, Life] = {}
        self._ended: dict[tuple[int, int], Life] = {}

    def __len__(self) -> int:
        return len(self._living)

    def forked(self, event: Forked) -> None:
        """Take in a process that is like its parent."""
        parent = (event.parent_pid, event.parent_ticks)
        life = Life(event.pid, event.start_ticks, parent)
        above = self.find(parent)
        if above is not None:
            life.event, life.program, life.kin = above.event, above.program, above.kin
        self._put(life)

    def ended(self, event: Ended) -> None:
        """Let a process go among those that ended; the connector does not tell its start."""
        life = self._living.get(event.pid)
        if life is None or event.start_ticks not in (0, life.start_ticks):
            return
        del self._living[event.pid]
        if len(self._ended) >= MOST_ENDED:
            del self._ended[next(iter(self._ended))]
        self._ended[life.pid, life.start_ticks] = life

    def started(self, pid: int, start_ticks: int, parent: tuple[int, int]) -> Life:
        """Return the life of a process that now runs another program."""
        life = self._living.get(pid)
        if life is None or life.start_ticks != start_ticks:
            life = Life(pid, start_ticks, parent)
            self._put(life)
        return life

    def find(self, key: tuple[int, int]) -> Life | None:
        """Return the process with this number and start, living or not."""
        life = self._living.get(key[0])
        if life is not None and life.start_ticks == key[1]:
            return life
        return self._ended.get(key)

    def newest(self, pid: int) -> Life | None:
        """Return the process that has this number, or had it last."""
        found = self._living.get(pid)
        if found is not None:
            return found
        keys = (key for key in reversed(self._ended) if key[0] == pid)
        return next((self._ended[key] for key in keys), None)

    def above(self, life: Life) -> Iterator[Life]:
        """Yield the parent of a process, its parent, and so on."""
        for _ in range(GENERATIONS):
            parent = self.find(life.parent)
            if parent is None or parent is life:
                return
            yield parent
            life = parent

    def below(self, key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        """Return the living descendants of a process."""
        children: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for life in self._living.values():
            children.setdefault(life.parent, []).append((life.pid, life.start_ticks))
        for (pid, ticks), life in self._ended.items():  # those between them and the living
            children.setdefault(life.parent, []).append((pid, ticks))
        found: dict[tuple[int, int], None] = {}
        waiting = [key]
        while waiting:
            for child in children.get(waiting.pop(), ()):
                if child not in found:
                    found[child] = None
                    waiting.append(child)
        return tuple(one for one in found if self._is_living(one))

    def _is_living(self, key: tuple[int, int]) -> bool:
        life = self._living.get(key[0])
        return life is not None and life.start_ticks == key[1]

    def _put(self, life: Life) -> None:
        if len(self._living) >= MOST_LIVING:  # ends were lost: the oldest is the likeliest to be
            del self._living[next(iter(self._living))]
        self._living.pop(life.pid, None)
        self._living[life.pid] = life
