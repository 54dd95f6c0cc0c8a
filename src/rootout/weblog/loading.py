"""Put logs into an engine: every line is read, or counted with the reason why not."""

from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from rootout.weblog.layout import Layout
from rootout.weblog.reader import Reader
from rootout.weblog.request import Request, Unreadable
from rootout.weblog.sources import BLOCK, Block, blocks, opened
from rootout.weblog.table import Row, row_of
from rootout.weblog.tally import Tally
from rootout.weblog.unpacking import Damaged

BATCH = 4096
Progress = Callable[[str, int], None]  # which log, and how many bytes of it
Opener = Callable[[str], BufferedReader]
LayoutOf = Callable[[str], Layout | None]  # None: a common format, or one that names itself


class Engine(Protocol):
    """What both engines can do."""

    def add(self, rows: list[Row]) -> None:
        """Put rows of the reference parser into the table of requests."""

    def finish(self) -> None:
        """Make the table ready to be asked."""

    def run(self, sql: str) -> None:
        """Carry out one statement."""

    def insert(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Put rows into a small table."""

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield what a query answers."""

    def named(self, sql: str) -> list[dict[str, Any]]:
        """Return what a query answers, each row by the names of its columns."""

    def close(self) -> None:
        """Let go of what is open."""


class Splitter(Engine, Protocol):
    """An engine that splits ordinary lines itself."""

    def load(self, source: int, found: Iterable[Block]) -> None:
        """Split blocks of lines; what is odd waits."""

    def keep(self, path: Path) -> None:
        """Write the table of requests as Parquet."""

    def odd(self) -> Iterator[tuple[int, int, str]]:
        """Yield the lines that are still to be read: source, line and text."""


def load(
    engine: Engine,
    paths: tuple[str, ...],
    *,
    layout_of: LayoutOf = lambda _: None,
    splitter: Splitter | None = None,
    progress: Progress = lambda *_: None,
    opener: Opener = opened,
    size: int = BLOCK,
) -> Tally:
    """Read every log into `engine`, through its `splitter` where the lines are ordinary text."""
    tally = Tally()
    for source, path in enumerate(paths):
        found = _watched(path, blocks(opener(path), size), tally, progress)
        first = next(found, None)
        if first is None:
            continue
        whole = chain((first,), found)
        layout = layout_of(path)
        if splitter is not None and layout is None and not first.text.startswith(("{", "#")):
            splitter.load(source, whole)
        else:
            _read(engine, source, path, whole, layout, tally)
    if splitter is not None:
        _read_odd(splitter, paths, tally)
    engine.finish()
    return tally


def _watched(
    path: str, found: Iterator[Block], tally: Tally, progress: Progress
) -> Iterator[Block]:
    done = 0
    try:
        for block in found:
            tally.lines += block.text.count("\n") + 1
            yield block
            done += block.size
            progress(path, done)
    except Damaged as error:
        tally.damaged[path] = str(error)


def _read(
    engine: Engine,
    source: int,
    path: str,
    found: Iterable[Block],
    layout: Layout | None,
    tally: Tally,
) -> None:
    reader = Reader(layout)
    lines = (
        (source, block.line + place, text)
        for block in found
        for place, text in enumerate(block.text.split("\n"))
    )
    _add(engine, reader, lines, {source: path}, tally)


def _read_odd(splitter: Splitter, paths: tuple[str, ...], tally: Tally) -> None:
    _add(splitter, Reader(is_extended=False), splitter.odd(), dict(enumerate(paths)), tally)


def _add(
    engine: Engine,
    reader: Reader,
    lines: Iterable[tuple[int, int, str]],
    paths: dict[int, str],
    tally: Tally,
) -> None:
    rows: list[Row] = []
    for source, line, text in lines:
        found = reader.read(text)
        if isinstance(found, Request):
            rows.append(row_of(source, line, found))
            if len(rows) >= BATCH:
                engine.add(rows)
                rows = []
        elif isinstance(found, Unreadable):
            tally.add(paths[source], line, found)
        else:
            tally.directives += 1
    if rows:
        engine.add(rows)
