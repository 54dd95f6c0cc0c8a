"""Judge logs again and again while they grow, and tell each sign once."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from rootout.model.finding import rank
from rootout.weblog.detections import DETECTIONS
from rootout.weblog.layout import Layout
from rootout.weblog.lite import Lite
from rootout.weblog.log import Log
from rootout.weblog.reader import Reader
from rootout.weblog.request import Request
from rootout.weblog.sign import Sign
from rootout.weblog.table import Row, row_of
from rootout.weblog.tail import Tail

WINDOW = 6 * 3600  # seconds of the log's own time that are kept in mind
MOST_ROWS = 300_000
TOLD = rank("medium")


class Follower:
    """Several logs that are followed together."""

    def __init__(self, paths: tuple[str, ...], layout: Layout | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="rootout-weblog-")
        self._engine = Lite(Path(self._folder.name))
        self._tails = [(Tail(path), Reader(layout)) for path in paths]
        self._told: set[tuple[str, str, str, bool]] = set()
        self._lines = 0
        self.unreadable = 0

    def look(self) -> Iterator[Sign]:
        """Yield what the lines that came since the last look tell of for the first time."""
        rows = [row for number, _ in enumerate(self._tails) for row in self._rows(number)]
        if not rows:
            return
        self._engine.add(rows)
        self._forget()
        log = Log(self._engine)
        for detect in DETECTIONS:
            for sign in detect(log):
                key = (sign.rule.id, sign.address, sign.path, sign.succeeded)
                if rank(sign.severity) >= TOLD and key not in self._told:
                    self._told.add(key)
                    yield sign

    def close(self) -> None:
        """Let go of the logs; nothing stays on the disk."""
        for tail, _ in self._tails:
            tail.close()
        self._engine.close()
        self._folder.cleanup()

    def _rows(self, source: int) -> Iterator[Row]:
        tail, reader = self._tails[source]
        for line in tail.poll():
            self._lines += 1
            found = reader.read(line)
            if isinstance(found, Request):
                yield row_of(source, self._lines, found)
            else:
                self.unreadable += 1

    def _forget(self) -> None:
        self._engine.run(
            f"delete from requests where time < (select max(time) from requests) - {WINDOW}"  # noqa: S608
        )
        self._engine.run(f"delete from requests where line <= {self._lines - MOST_ROWS}")  # noqa: S608
