"""Logs of few lines, for one detection at a time."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.weblog.traffic import START, Line

from rootout.weblog.lite import Lite
from rootout.weblog.loading import load
from rootout.weblog.log import Log
from rootout.weblog.sign import Sign

WHO = "203.0.113.9"


def line(at: float, target: str, status: int = 200, **fields: object) -> Line:
    """Return one request of a browser without referrer, `at` seconds after the start."""
    ordinary = Line(START + at, WHO, "GET", target, status, 500, "", "Mozilla/5.0")
    return ordinary._replace(**fields)  # type: ignore[arg-type]


def signs(detect: Callable[[Log], Iterator[Sign]], lines: list[Line]) -> list[Sign]:
    """Return what one detection says of a log."""
    with TemporaryDirectory() as name:
        path = Path(name, "access.log")
        path.write_text("".join(f"{one.text()}\n" for one in sorted(lines)))
        engine = Lite(Path(name))
        load(engine, (str(path),))
        found = list(detect(Log(engine)))
        engine.close()
    return found
