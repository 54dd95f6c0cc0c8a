"""Logs that lack lines."""

from pathlib import Path

from tests.weblog.logs import line, signs
from tests.weblog.traffic import START

from rootout.weblog.detections.gaps import detect
from rootout.weblog.lite import Lite
from rootout.weblog.loading import load
from rootout.weblog.log import Log

STEADY = [line(n * 4, "/") for n in range(6 * 900)]  # six hours, fifteen a minute


def test_silence_in_a_busy_log_is_found() -> None:
    (one,) = signs(detect, [one for one in STEADY if not 7000 < one.time - START < 9000])
    assert "no line for 32 minutes" in one.why
    assert one.confidence == "low"


def test_steady_and_quiet_logs_are_left_alone() -> None:
    assert signs(detect, STEADY) == []
    assert signs(detect, [line(n * 1800, "/") for n in range(99)]) == []


def test_lines_that_go_back_in_time_are_found(tmp_path: Path) -> None:
    lines = [line(at, "/").text() for at in (0, 100, 8000, 200, 8100)]
    (tmp_path / "log").write_text("\n".join(lines))
    engine = Lite(tmp_path)
    load(engine, (str(tmp_path / "log"),))
    (one,) = detect(Log(engine))
    engine.close()
    assert one.why == "line 4 goes back 130 minutes"
