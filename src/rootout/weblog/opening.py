"""Logs from their files to the table of requests: with DuckDB, or SQLite where there is none."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rootout.errors import RootoutError
from rootout.weblog.lite import Lite
from rootout.weblog.loading import Engine, LayoutOf, Opener, Progress, Splitter, load
from rootout.weblog.log import Log
from rootout.weblog.sources import opened as opened_file
from rootout.weblog.tally import Tally


@contextmanager
def opened(
    paths: tuple[str, ...],
    *,
    layout_of: LayoutOf = lambda _: None,
    progress: Progress = lambda *_: None,
    opener: Opener = opened_file,
    folder: Path | None = None,
    parquet: Path | None = None,
) -> Iterator[tuple[Log, Tally]]:
    """Read logs, and hand out what can be asked; nothing stays on the disk.

    What is kept in `parquet` is the table of requests. `folder` needs room for a tenth of the logs,
    and a hacked server's /tmp may be anybody's: what is made in it is private.
    """
    with tempfile.TemporaryDirectory(prefix="rootout-weblog-", dir=folder) as name:
        engine, splitter = _engine(Path(name), parquet)
        try:
            tally = load(
                engine,
                paths,
                layout_of=layout_of,
                splitter=splitter,
                progress=progress,
                opener=opener,
            )
            if parquet and splitter:
                splitter.keep(parquet)
            yield Log(engine), tally
        finally:
            engine.close()


def _engine(folder: Path, parquet: Path | None) -> tuple[Engine, Splitter | None]:
    try:
        from rootout.weblog.duck import Duck
    except ImportError as error:
        if parquet:
            hint = "Install rootout with its extra `web`."
            raise RootoutError("without DuckDB no Parquet can be written", hint) from error
        return Lite(folder), None
    duck = Duck(folder, kept=parquet)
    return duck, duck
