"""The end of a log that goes on growing: across rotation, truncation, and files that vanish."""

import os

from rootout.weblog.request import LONGEST_LINE
from rootout.weblog.sources import text_of

PIECE = 4 * 1024 * 1024  # at one look; the rest is read at the next


class Tail:
    """Reads what is new in one log, line by line."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: int | None = None
        self._identity: tuple[int, int] | None = None
        self._place = 0
        self._waiting = b""

    def poll(self) -> list[str]:
        """Return the whole lines that were written since the last look.

        What a rotated log still got before the new one began is read first.
        """
        found = self._new_bytes()
        if self._was_replaced():
            found += self._new_bytes()  # what came between
            self._open()
            found += self._new_bytes()
        whole, line_end, rest = (self._waiting + found).rpartition(b"\n")
        self._waiting = rest[: 2 * LONGEST_LINE]
        return text_of(whole).split("\n") if line_end else []

    def close(self) -> None:
        """Let go of the log."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _new_bytes(self) -> bytes:
        if self._file is None:
            return b""
        if os.fstat(self._file).st_size < self._place:
            self._place, self._waiting = 0, b""  # truncated: it begins anew
        data = os.pread(self._file, PIECE, self._place)
        self._place += len(data)
        return data

    def _was_replaced(self) -> bool:
        try:
            seen = os.stat(self.path)
        except OSError:
            return False  # between two rotations there may be none
        return (seen.st_dev, seen.st_ino) != self._identity

    def _open(self) -> None:
        self.close()
        try:
            self._file = os.open(
                self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
            )
        except OSError:
            self._identity = None
            return
        seen = os.fstat(self._file)
        self._identity, self._place = (seen.st_dev, seen.st_ino), 0
