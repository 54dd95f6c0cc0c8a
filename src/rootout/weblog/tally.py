"""What became of every line: read, or not, and why."""

from collections import Counter

from rootout.model.value import value
from rootout.weblog.request import Unreadable

SAMPLES = 3  # of each reason


@value
class Sample:
    """One line that could not be read, and where it stands."""

    source: str
    line: int
    why: str
    text: str


class Tally:
    """Counts lines; every one of them is in one of its numbers."""

    def __init__(self) -> None:
        self.lines = 0
        self.unreadable: Counter[str] = Counter()
        self.directives = 0
        self.samples: list[Sample] = []
        self.damaged: dict[str, str] = {}

    def add(self, source: str, line: int, found: Unreadable) -> None:
        """Count a line that could not be read, and keep a few of each kind."""
        self.unreadable[found.why] += 1
        if self.unreadable[found.why] <= SAMPLES:
            self.samples.append(Sample(source=source, line=line, why=found.why, text=found.sample))
