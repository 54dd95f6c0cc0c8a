"""The lines of the history: one look, or many of them put together."""

from __future__ import annotations

import json
import math
from typing import Any

from rootout.history.use import Use, busiest
from rootout.model.value import value

DIGITS = 6  # significant ones


@value
class Sample:
    """What was so from `time` on, for `seconds`.

    `mean` has one number for each metric; `most` the greatest of a time that several looks
    cover, else nothing. `listeners` is None where they are as before.
    """

    time: float  # seconds since 1970
    seconds: float
    mean: dict[str, float]
    most: dict[str, float]
    programs: dict[str, Use]
    listeners: tuple[str, ...] | None = None

    def greatest(self, name: str) -> float | None:
        """Return the greatest number of a metric."""
        return self.most.get(name, self.mean.get(name))


def to_line(sample: Sample) -> bytes:
    """Write a sample as one line of JSON."""
    document: dict[str, Any] = {
        "time": round(sample.time, 3),
        "seconds": round(sample.seconds, 3),
        "mean": _short(sample.mean),
    }
    if sample.most:
        document["most"] = _short(sample.most)
    if sample.programs:
        document["programs"] = {
            name: [*map(_rounded, (used.cpu, used.read, used.written, used.sent))]
            for name, used in sample.programs.items()
        }
    if sample.listeners is not None:
        document["listeners"] = list(sample.listeners)
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Sample | None:
    """Read a line back; None for one that was torn by a crash, or is none."""
    try:
        document = json.loads(line)
        listeners = document.get("listeners")
        return Sample(
            time=float(document["time"]),
            seconds=float(document["seconds"]),
            mean=_numbers(document["mean"]),
            most=_numbers(document.get("most", {})),
            programs={str(name): _use(one) for name, one in document.get("programs", {}).items()},
            listeners=None if listeners is None else tuple(map(str, listeners)),
        )
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        return None


def together(start: float, samples: list[Sample]) -> Sample:
    """Put samples together, each by how long it was. Raises ValueError where there are none.

    A metric that some samples lack is the mean of those that have it; a program that some lack
    used nothing then.
    """
    if len(samples) == 1 and samples[0].most and samples[0].time == start:
        return samples[0]
    seconds = sum(one.seconds for one in samples)
    if seconds <= 0:
        raise ValueError("no time to put together")
    weights: dict[str, float] = {}
    sums: dict[str, float] = {}
    most: dict[str, float] = {}
    used: dict[str, Use] = {}
    for one in samples:
        for name, figure in one.mean.items():
            weights[name] = weights.get(name, 0.0) + one.seconds
            sums[name] = sums.get(name, 0.0) + figure * one.seconds
            most[name] = max(most.get(name, -math.inf), one.greatest(name) or figure)
        share = one.seconds / seconds
        for name, use in one.programs.items():
            used[name] = used.get(name, Use()).plus(use, share)
    lists = [one.listeners for one in samples if one.listeners is not None]
    return Sample(
        time=start,
        seconds=seconds,
        mean={name: sums[name] / weights[name] for name in sums if weights[name]},
        most=most,
        programs=busiest(used),
        listeners=lists[-1] if lists else None,
    )


def _use(row: list[Any]) -> Use:
    """Read what a program used; what was sent is not in the lines of the first version."""
    cpu, read, written, *sent = map(float, row)
    return Use(cpu=cpu, read=read, written=written, sent=sent[0] if sent else 0.0)


def _numbers(table: dict[str, Any]) -> dict[str, float]:
    numbers = {str(name): float(figure) for name, figure in table.items()}
    return {name: figure for name, figure in numbers.items() if math.isfinite(figure)}


def _short(table: dict[str, float]) -> dict[str, float]:
    return {name: _rounded(figure) for name, figure in table.items()}


def _rounded(figure: float) -> float:
    short = float(f"{figure:.{DIGITS}g}")
    return int(short) if short.is_integer() else short
