"""Logins and failures as the logs grow, and how fast they grow at all."""

import errno
import os
import re

from rootout.history.counters import Numbers
from rootout.model.value import value

AUTH = ("/var/log/auth.log", "/var/log/secure")
TABLES = {"logins": "/var/log/wtmp", "logins.failed": "/var/log/btmp"}
OTHERS = ("/var/log/syslog", "/var/log/messages")
RECORD = 384  # bytes of utmp(5); where times have 64 bits it is 400
KIND = {"logins": b"\x07", "logins.failed": b""}  # USER_PROCESS; all of btmp failed
MOST_BYTES = 4 << 20  # of one log and look; what is more is skipped, as its rate shows
# Who logs in chooses the name, so only what sshd itself wrote behind time and host counts.
HEAD = rb"^(?:\S+|[A-Z][a-z]{2} [ \d]\d [\d:]{8}) \S+ sshd(?:-session|-auth)?\[\d+\]: "
ACCEPTED = re.compile(HEAD + rb"Accepted \S+ for ", re.MULTILINE)
FAILED = re.compile(
    HEAD + rb"(?:message repeated (?P<count>\d{1,6}) times: \[ ?)?Failed \S+ for ", re.MULTILINE
)
FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@value
class _Place:
    inode: int
    offset: int


class Logs:
    """Remembers how far each log was read."""

    def __init__(self, root: str = "") -> None:
        """Follow the logs below `root`, from where they end now."""
        self._root = root
        self._places: dict[str, _Place] = {}
        self.look()

    def look(self) -> Numbers:
        """Return logins, failed ones and bytes of log since the last look.

        The logs of sshd where there are any; else wtmp and btmp, which most servers have.
        """
        grown = {path: self._more(path) for path in (*AUTH, *TABLES.values(), *OTHERS)}
        texts = [grown[path] for path in AUTH if grown[path] is not None]
        found = {"log.bytes": float(sum(len(grown[path] or b"") for path in (*AUTH, *OTHERS)))}
        if all(grown[path] is None for path in (*AUTH, *OTHERS)):
            del found["log.bytes"]
        if texts:
            data = b"".join(text or b"" for text in texts)
            failed = sum(int(one["count"] or 1) for one in FAILED.finditer(data))
            return found | {
                "logins": float(len(ACCEPTED.findall(data))),
                "logins.failed": float(failed),
            }
        for name, path in TABLES.items():
            records = grown[path]
            if records is not None:
                found[name] = float(_count(records, KIND[name]))
        return found

    def _more(self, path: str) -> bytes | None:
        """Return what was written to a log since; None where there is no such log."""
        try:
            descriptor = os.open(self._root + path, FLAGS)
        except OSError as error:
            if error.errno == errno.ENOENT:
                self._places.setdefault(path, _Place(inode=0, offset=0))
            return None
        try:
            status = os.fstat(descriptor)
            place = self._places.get(path, _Place(inode=status.st_ino, offset=status.st_size))
            is_same = place.inode == status.st_ino and place.offset <= status.st_size
            start = max(place.offset if is_same else 0, status.st_size - MOST_BYTES)
            data = os.pread(descriptor, status.st_size - start, start)
        except OSError:
            return None  # a folder, a FIFO
        finally:
            os.close(descriptor)
        whole = data if path in TABLES.values() else data[: data.rfind(b"\n") + 1]
        self._places[path] = _Place(inode=status.st_ino, offset=start + len(whole))
        return whole


def _count(records: bytes, kind: bytes) -> int:
    starts = range(0, len(records) - RECORD + 1, RECORD)
    return sum(records[start : start + 1] == kind or not kind for start in starts)
