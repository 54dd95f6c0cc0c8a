"""Say the same of the same program once a minute, and then how often it was."""

import time
from dataclasses import replace
from typing import Final

from rootout.watch.sighting import Sighting

_QUIET: Final = 60.0  # seconds
_MOST_TOLD: Final = 4_096


class Patience:
    """Remembers what was told, when, and how often it came again."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, ...], tuple[float, int]] = {}

    def heard(self, sighting: Sighting) -> Sighting | None:
        """Return what is to be told; None where the same was told just now."""
        process, file = sighting.process, sighting.file
        who = (process.executable or "", process.user) if process else ()
        same = (sighting.finding.rule, file.path if file else "", *who)
        now = time.monotonic()
        last, repeated = self._told.get(same, (-_QUIET, 0))
        if now - last < _QUIET:
            self._told[same] = (last, repeated + 1)
            return None
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        self._told[same] = (now, 0)
        return replace(sighting, repeated=repeated)
