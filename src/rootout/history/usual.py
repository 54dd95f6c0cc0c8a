"""What is usual: median and spread of the same hour on other days (robust against few odd ones)."""

import statistics
from collections.abc import Sequence

from rootout.history.measures import Measure
from rootout.model.value import value

LEAST_PEERS = 3  # days
SCALE = 1.4826  # of the median absolute deviation, to be a standard deviation of a normal one
RELATIVE = 0.1  # of the median, the least spread that is believed
FAR = 6.0  # spreads: facts of NAB say that less rings daily
RATIO = 1.5  # of the median
EMPTY = 0.05  # of the median: what is less has ended


@value
class Usual:
    """What a measure is at this hour, on so many other days (`peers`)."""

    median: float
    low: float
    high: float
    spread: float
    peers: int

    def distance(self, amount: float) -> float:
        """Return how many spreads away an amount is."""
        return (amount - self.median) / self.spread


def usual_of(measure: Measure, amounts: Sequence[float]) -> Usual | None:
    """Return what is usual; None where too few days are known. `low` to `high` are 8 of 10 days."""
    if len(amounts) < LEAST_PEERS:
        return None
    median = statistics.median(amounts)
    deviation = statistics.median(abs(one - median) for one in amounts)
    ordered = sorted(amounts)
    cut = len(ordered) // 10 if len(ordered) >= 5 else 0
    return Usual(
        median=median,
        low=ordered[cut],
        high=ordered[-1 - cut],
        spread=max(SCALE * deviation, measure.floor, RELATIVE * abs(median)),
        peers=len(amounts),
    )


def is_far_above(measure: Measure, amount: float, usual: Usual) -> bool:
    """Say whether an amount is so much more that somebody should know why."""
    return (
        usual.distance(amount) >= FAR
        and amount - usual.median >= measure.effect
        and amount >= RATIO * usual.median
    )


def is_far_below(measure: Measure, amount: float, usual: Usual) -> bool:
    """Say whether what never paused has ended."""
    return measure.is_low_odd and usual.low >= 4 * measure.floor and amount <= EMPTY * usual.low
