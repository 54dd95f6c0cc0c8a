"""How fast counters grow between two looks."""

from rootout.history.counters import Counters, Numbers

IDLE = frozenset(("idle", "iowait"))


class Rates:
    """Remembers the last look. Times are monotonic seconds: the clock of the wall may jump."""

    def __init__(self) -> None:
        self._moment = 0.0
        self._before: Counters | None = None

    def of(self, counters: Counters, moment: float) -> Numbers:
        """Return totals as growth a second and CPU states in percent of the whole machine.

        Empty at the first look. A counter that fell, as one of an interface that was made anew,
        has no rate this time.
        """
        before, seconds = self._before, moment - self._moment
        self._before, self._moment = counters, moment
        if before is None or seconds <= 0:
            return {}
        rates = {
            name: (total - before.totals[name]) / seconds
            for name, total in counters.totals.items()
            if total >= before.totals.get(name, total + 1)
        }
        return _with_network(rates) | _shares(before.ticks, counters.ticks)


def _with_network(rates: Numbers) -> Numbers:
    """Add the sum of all interfaces but the loopback."""
    sums: Numbers = {}
    for name, rate in rates.items():
        kind, _, rest = name.partition(".")
        if kind == "network" and not rest.startswith("lo."):
            key = ".".join(["network", *rest.rsplit(".", 2)[1:]])
            sums[key] = sums.get(key, 0.0) + rate
    return rates | sums


def _shares(before: Numbers, now: Numbers) -> Numbers:
    """Return the share of each CPU state; a state that ran backwards (iowait can) is 0."""
    grown = {name: max(0.0, ticks - before.get(name, ticks)) for name, ticks in now.items()}
    every = sum(grown.values())
    if not every:
        return {}
    shares = {f"cpu.{name}": 100 * ticks / every for name, ticks in grown.items()}
    busy = sum(ticks for name, ticks in grown.items() if name not in IDLE)
    return shares | {"cpu.busy": 100 * busy / every}
