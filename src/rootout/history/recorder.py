"""What one call each tick does: look, write, and put the lines of a minute and hour together."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from rootout.history.sample import Sample, together
from rootout.history.sampler import Sampler
from rootout.history.store import History
from rootout.host.api import Host

SECONDS = 10  # from one look to the next
MINUTE, HOUR, DAY = 60, 3600, 86400
Say = Callable[[str], None]


class Recorder:
    """Writes the history of this machine. `tick` is all that a service has to call.

    Raises RootoutError where the folder is another recorder's, or cannot be written.
    """

    def __init__(
        self, host: Host, folder: Path, *, sampler: Sampler | None = None, say: Say = lambda _: None
    ) -> None:
        self._history = History(folder)
        self._lock = self._history.lock()
        self._sampler = sampler or Sampler(host)
        self._say = say
        self._minute: list[Sample] = []
        self._hour: float | None = None
        self._is_failing = False

    def tick(self, now: float | None = None, moment: float | None = None) -> Sample | None:
        """Look once and write it down; return what was seen, None at the first look.

        Never raises for a disk that is full or broken: that is said once, until it
        works again.
        """
        now = time.time() if now is None else now
        sample = self._sampler.look(now, time.monotonic() if moment is None else moment)
        if sample is not None:
            self._attempt(lambda: self._keep(sample))
        self._attempt(lambda: self._turn(now))
        return sample

    def close(self) -> None:
        """Write what is not a whole minute yet, and let others write."""
        self._attempt(self._end_minute)
        os.close(self._lock)

    def _keep(self, sample: Sample) -> None:
        if self._minute and self._minute[0].time // MINUTE != sample.time // MINUTE:
            self._end_minute()
        self._minute.append(sample)
        self._history.append("seconds", sample)
        self._is_failing = False

    def _end_minute(self) -> None:
        minute, self._minute = self._minute, []
        if minute:
            start = minute[0].time // MINUTE * MINUTE
            self._history.append("minutes", together(start, minute), durable=True)

    def _turn(self, now: float) -> None:
        """Each hour, and at the start, write the hours that are over and have no line yet."""
        hour = now // HOUR * HOUR
        if self._hour == hour or now < hour + MINUTE:  # the last minute must have been written
            return
        self._hour = hour
        since = hour - DAY
        known = {one.time for one in self._history.read("hours", since, hour)}
        minutes: dict[float, list[Sample]] = {}
        for one in self._history.read("minutes", since, hour):
            minutes.setdefault(one.time // HOUR * HOUR, []).append(one)
        for start in sorted(minutes.keys() - known):
            self._history.append("hours", together(start, minutes[start]), durable=True)
        self._history.tidy(now)

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except OSError as error:
            if not self._is_failing:
                self._say(f"the history cannot be written: {error.strerror}")
            self._is_failing = True
