"""The history on disk: lines of JSON in files by day, the older the coarser and compressed.

    seconds-2026-11-23.jsonl       a line each 10 s, for 2 days
    minutes-2026-11-23.jsonl       a line each minute, for 31 days
    hours-2026-11.jsonl            a line each hour, for 2 years

Days are those of UTC. A file whose day is over becomes `.jsonl.gz`. Why not a database, and how
DuckDB reads it: docs/decisions/0015-history-in-lines.md.
"""

import fcntl
import gzip
import os
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from rootout.durable import sync_folder, write_all
from rootout.errors import RootoutError
from rootout.history.sample import Sample, from_line, to_line

Grain = Literal["seconds", "minutes", "hours"]
DAY = 86400
KEPT_DAYS: dict[Grain, int] = {"seconds": 2, "minutes": 31, "hours": 731}
LENGTH: dict[Grain, int] = {"seconds": 10, "minutes": 60, "hours": 3600}
NAMES: dict[Grain, str] = {"seconds": "%Y-%m-%d", "minutes": "%Y-%m-%d", "hours": "%Y-%m"}
MOST_BYTES = 256 << 20  # of all files; beyond it the oldest go first, the finest of them
MOST_LINE = 1 << 16
PLAIN, PACKED = ".jsonl", ".jsonl.gz"
SYSTEM = Path("/var/lib/rootout/history")


class History:
    """A folder of samples, readable by its owner only."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes

    def lock(self) -> int:
        """Make the folder and be the only one that writes to it, until the descriptor is closed.

        Raises RootoutError where another does already, or the folder cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            hint = "Run as root, or name a folder that can be written with --history."
            raise RootoutError(f"no history at {self.folder}: {error.strerror}", hint) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            hint = "Stop the other one: a server needs only one `rootout record` or `watch`."
            raise RootoutError(f"{self.folder} is being written already", hint) from error
        return descriptor

    def append(self, grain: Grain, sample: Sample, *, durable: bool = False) -> None:
        """Add a line, in one write behind whatever a crash may have torn; raise OSError."""
        path = self.folder / f"{_stem(grain, sample.time)}{PLAIN}"
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(path, flags, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            write_all(descriptor, b"\n" * is_torn + to_line(sample))
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, grain: Grain, since: float, until: float) -> Iterator[Sample]:
        """Yield the samples that begin from `since` on and before `until`, as they were written.

        A line that was torn is left out, and one may come twice: see `tidy`.
        """
        stems = {_stem(grain, moment) for moment in _moments(since, until)}
        for stem in sorted(stems):
            for path in (self.folder / f"{stem}{PACKED}", self.folder / f"{stem}{PLAIN}"):
                for line in _lines(path):
                    sample = from_line(line)
                    if sample and since <= sample.time < until:
                        yield sample

    def tidy(self, now: float) -> None:
        """Compress what is over and remove what is too old or too much; raise OSError.

        A crash between the two steps of a compression leaves lines twice, which changes no mean.
        """
        for grain, days in KEPT_DAYS.items():
            current, oldest = _stem(grain, now), _stem(grain, now - days * DAY)
            for path in sorted(self.folder.glob(f"{grain}-*")):
                stem = path.name.partition(".")[0]
                if stem < oldest:
                    path.unlink()
                elif path.name.endswith(PLAIN) and stem < current:
                    _pack(path)
        self._shrink({_stem(grain, now) for grain in KEPT_DAYS})
        sync_folder(self.folder)

    def _shrink(self, current: set[str]) -> None:
        rank = {grain: number for number, grain in enumerate(KEPT_DAYS)}
        files = [one for grain in rank for one in self.folder.glob(f"{grain}-*")]
        files.sort(key=lambda one: (rank[_grain(one)], one.name))
        size = sum(one.stat().st_size for one in files)
        for one in files:
            if size <= self._most_bytes:
                return
            if one.name.partition(".")[0] not in current:
                size -= one.stat().st_size
                one.unlink()


def default_history() -> Path:
    """Return where the history lives: /var/lib for root, else the XDG state folder."""
    if os.geteuid() == 0:
        return SYSTEM
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local/state")
    return Path(state) / "rootout/history"


def _pack(path: Path) -> None:
    """Turn a file into a compressed one, behind what was compressed of that day before."""
    target = path.with_suffix(".jsonl.gz")
    draft = path.with_suffix(".draft")
    older = target.read_bytes() if target.exists() else b""
    draft.touch(mode=0o600)
    with draft.open("wb") as file:
        file.write(older + gzip.compress(path.read_bytes(), 6))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    path.unlink()


def _lines(path: Path) -> Iterator[bytes]:
    opened = gzip.open if path.name.endswith(PACKED) else open
    try:
        with opened(path, "rb") as file:
            while line := file.readline(MOST_LINE):
                yield line
    except (OSError, EOFError, zlib.error):
        return  # not there, or its end is lost


def _stem(grain: Grain, moment: float) -> str:
    return f"{grain}-{time.strftime(NAMES[grain], time.gmtime(moment))}"


def _grain(path: Path) -> Grain:
    name = path.name.partition("-")[0]
    return next(grain for grain in KEPT_DAYS if grain == name)


def _moments(since: float, until: float) -> Iterator[float]:
    moment = since
    while moment < until:
        yield moment
        moment += DAY
    yield until
