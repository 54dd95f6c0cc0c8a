"""Look through folders for web shells, on every core."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from rootout.model.finding import rank
from rootout.model.value import value
from rootout.webshell.files import candidates, paths
from rootout.webshell.place import place_of
from rootout.webshell.verdict import Verdict, judge

BATCH = 200  # files that a process is handed at a time
AHEAD = 8  # batches that are handed out before they are asked for
Progress = Callable[[int], None]


@value
class Found:
    """A file that is worth a look."""

    path: str
    verdict: Verdict


@value
class Search:
    """What a search has seen: how many files, in how many seconds, and what was found."""

    scanned: int
    seconds: float
    found: tuple[Found, ...]
    unreadable: tuple[str, ...]


def search(
    roots: tuple[Path, ...],
    *,
    known: Callable[[str], bool] = lambda _: False,
    progress: Progress = lambda _: None,
) -> Search:
    """Judge every file below `roots` but those that are `known` to be good."""
    start = time.monotonic()
    scanned = 0
    found: list[Found] = []
    unreadable: list[str] = []
    for judged in _judged(_batches(path for path in paths(roots) if not known(path))):
        found.extend(judged.found)
        unreadable.extend(judged.unreadable)
        scanned += judged.scanned
        progress(scanned)
    found.sort(key=lambda one: (-rank(one.verdict.severity), one.path))
    return Search(
        scanned=scanned,
        seconds=time.monotonic() - start,
        found=tuple(found),
        unreadable=tuple(unreadable),
    )


def _batches(wanted: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(wanted, BATCH)):
        yield batch


def _judged(batches: Iterator[list[str]]) -> Iterator[Search]:
    """Judge a single batch here, and more of them on every core, a few ahead at a time."""
    head = list(islice(batches, 2))
    if len(head) < 2:
        yield from map(judge_all, head)
        return
    with ProcessPoolExecutor() as pool:
        waiting = deque(pool.submit(judge_all, one) for one in head)
        while waiting:
            while len(waiting) < AHEAD and (batch := next(batches, None)):
                waiting.append(pool.submit(judge_all, batch))
            yield waiting.popleft().result()


def judge_all(batch: list[str]) -> Search:
    """Return what is worth a look among files, and what cannot be read."""
    found: list[Found] = []
    unreadable: list[str] = []
    for path in batch:
        try:
            for one in candidates(path):
                verdict = judge(one.path.rpartition("/")[2], one.data, place_of(one.path))
                if rank(verdict.severity) > rank("informational"):
                    found.append(Found(path=one.path, verdict=verdict))
        except OSError:
            unreadable.append(path)
    return Search(scanned=len(batch), seconds=0.0, found=tuple(found), unreadable=tuple(unreadable))
