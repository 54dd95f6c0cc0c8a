"""Which programs send most over TCP: what each connection carried, and who holds it."""

from collections.abc import Callable, Iterable

from rootout.collect.program_names import program_of
from rootout.collect.socket_holders import Holders
from rootout.history.use import Use
from rootout.host.api import Host, ProcessRef
from rootout.host.tcp_traffic import Carried, carried

MOST = 5  # connections of one look
LEAST = 10_000.0  # bytes a second, below which nobody is looked for
PAUSE = 60.0  # seconds between two searches for holders: each reads the files of all processes
LOCAL = ("127.", "::1")
UNKNOWN = "(not known)"


class Senders:
    """Remembers the connections of the last look and who holds them."""

    def __init__(self, traffic: Callable[[], Iterable[Carried]] = carried) -> None:
        self._traffic = traffic
        self._before: dict[int, int] | None = None
        self._names: dict[int, str] = {}
        self._moment = 0.0
        self._searched = -PAUSE

    def look(self, host: Host, moment: float) -> dict[str, Use]:
        """Return what the greatest senders sent a second since the last look (monotonic)."""
        try:
            now = {
                one.entry.inode: one.bytes_out
                for one in self._traffic()
                if one.entry.inode and not one.entry.remote_address.startswith(LOCAL)
            }
        except OSError:
            return {}
        before, seconds = self._before, moment - self._moment
        self._before, self._moment = now, moment
        self._names = {inode: name for inode, name in self._names.items() if inode in now}
        if before is None or seconds <= 0:
            return {}
        rates = {inode: (sent - before.get(inode, 0)) / seconds for inode, sent in now.items()}
        greatest = sorted(rates, key=lambda inode: -rates[inode])[:MOST]
        return self._by_program(host, moment, {one: rates[one] for one in greatest})

    def _by_program(self, host: Host, moment: float, rates: dict[int, float]) -> dict[str, Use]:
        wanted = {inode: rate for inode, rate in rates.items() if rate >= LEAST}
        if wanted.keys() - self._names.keys() and moment - self._searched >= PAUSE:
            self._searched = moment
            holders = Holders(host)
            for inode in wanted.keys() - self._names.keys():
                for key in holders.of(inode)[:1]:
                    self._names[inode] = program_of(host, ProcessRef.from_key(key).pid)
        used: dict[str, Use] = {}
        for inode, rate in wanted.items():
            name = self._names.get(inode, UNKNOWN)
            used[name] = used.get(name, Use()).plus(Use(sent=rate))
        return used
