"""One look at the machine every ten seconds, for at most half a percent of one core."""

import time
from collections import Counter
from collections.abc import Callable, Iterable

from rootout.history import counters
from rootout.history.counters import Numbers
from rootout.history.logs import Logs
from rootout.history.programs import Programs
from rootout.history.rates import Rates
from rootout.history.sample import Sample
from rootout.history.senders import Senders
from rootout.history.use import Use
from rootout.host.api import Host, SocketEntry
from rootout.host.inet import STATES
from rootout.host.netlink import count_tcp_states, list_listeners
from rootout.host.tcp_traffic import Carried, carried

MOST_SHARE = 0.005  # of one core
MOST_SAVED = 30.0  # seconds for which unspent time counts
LAST_OF_TCP = 11  # the states of RFC 9293; those behind are the kernel's own
FIRST_PASSING_PORT = 32768  # net.ipv4.ip_local_port_range: udp ports from here on come and go
MOST_LISTENERS = 500
HOUR = 3600
TCP = tuple(STATES.values())[:LAST_OF_TCP]


class Budget:
    """Seconds of CPU that may still be spent: a bucket that fills by the share of the time."""

    def __init__(
        self, share: float = MOST_SHARE, clock: Callable[[], float] = time.thread_time
    ) -> None:
        self._share = share
        self._clock = clock
        self._left = share * MOST_SAVED
        self._from = 0.0

    def begin(self, seconds: float) -> None:
        """Add the share of the seconds that have gone by."""
        self._left = min(self._left + seconds * self._share, self._share * MOST_SAVED)
        self._from = self._clock()

    def end(self) -> None:
        """Take what was spent since the beginning."""
        self._left -= self._clock() - self._from

    @property
    def is_spent(self) -> bool:
        """Say whether only the cheap parts of a look may be done."""
        return self._left <= 0


class Sampler:
    """Remembers the last look, because most of what the kernel counts only ever grows."""

    def __init__(
        self,
        host: Host,
        *,
        logs: Logs | None = None,
        states: Callable[[], Counter[str]] = count_tcp_states,
        listeners: Callable[[], Iterable[SocketEntry]] = list_listeners,
        traffic: Callable[[], Iterable[Carried]] = carried,
        budget: Budget | None = None,
    ) -> None:
        self._host = host
        self._logs = logs or Logs()
        self._states = states
        self._listening = listeners
        self._budget = budget or Budget()
        self._rates = Rates()
        self._programs = Programs()
        self._senders = Senders(traffic)
        self._told: tuple[float, tuple[str, ...]] | None = None
        self._moment: float | None = None

    def look(self, now: float, moment: float) -> Sample | None:
        """Look at `now` (seconds since 1970), `moment` on a clock that never jumps.

        None at the first look, which has nothing to compare with. Where a server is so busy that
        its processes and sockets cost more than the budget, they are left out of some looks.
        """
        seconds = 0.0 if self._moment is None else moment - self._moment
        self._budget.begin(seconds)
        seen = counters.look(self._host)
        figures = seen.levels | self._rates.of(seen, moment)
        logged = self._logs.look()
        if seconds > 0:
            figures |= {name: count / seconds for name, count in logged.items()}
        programs: dict[str, Use] = {}
        listeners = None
        if not self._budget.is_spent:
            programs = self._programs.look(self._host, moment)
            for name, use in self._senders.look(self._host, moment).items():
                programs[name] = programs.get(name, Use()).plus(use)
            figures["processes"] = float(self._programs.count)
            figures |= self._sockets()
            listeners = self._news(figures, now // HOUR)
        self._moment = moment
        self._budget.end()
        if seconds <= 0:
            return None
        return Sample(
            time=now - seconds,
            seconds=seconds,
            mean=figures,
            most={},
            programs=programs,
            listeners=listeners,
        )

    def _sockets(self) -> Numbers:
        try:
            found = self._states()
        except OSError:
            return {}
        return {f"tcp.{state}": float(found[state]) for state in dict.fromkeys((*TCP, *found))}

    def _news(self, figures: Numbers, hour: float) -> tuple[str, ...] | None:
        """Count who listens; return them where they are not as they were, and once an hour."""
        try:
            entries = list(self._listening())
        except OSError:
            return None
        found = tuple(sorted({_written(one) for one in entries if _stays(one)}))[:MOST_LISTENERS]
        figures["listeners"] = float(len(found))
        is_told = (hour, found) == self._told
        self._told = (hour, found)
        return None if is_told else found


def _stays(entry: SocketEntry) -> bool:
    return entry.protocol == "tcp" or 0 < entry.local_port < FIRST_PASSING_PORT


def _written(entry: SocketEntry) -> str:
    return f"{entry.protocol} {entry.local_address} {entry.local_port}"
