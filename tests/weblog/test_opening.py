"""Logs are opened with the best engine at hand, and nothing stays on the disk."""

import sys
from pathlib import Path

import pytest
from tests.weblog.logs import line

from rootout.errors import RootoutError
from rootout.weblog.opening import opened


@pytest.mark.parametrize("has_duck", [True, False])
def test_logs_can_be_asked_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_duck: bool
) -> None:
    if not has_duck:
        monkeypatch.setitem(sys.modules, "rootout.weblog.duck", None)
    (tmp_path / "log").write_text(f"{line(0, '/').text()}\n")
    (tmp_path / "room").mkdir()
    with opened((str(tmp_path / "log"),), folder=tmp_path / "room") as (log, tally):
        assert (tally.lines, log.span[2]) == (1, 1)
        (private,) = (tmp_path / "room").iterdir()
        assert private.stat().st_mode & 0o77 == 0
        assert bool([one for one in private.iterdir() if "duckdb" in one.name]) == has_duck
    assert list((tmp_path / "room").iterdir()) == []


def test_without_duckdb_no_parquet_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rootout.weblog.duck", None)
    with (
        pytest.raises(RootoutError, match="without DuckDB"),
        opened((), folder=tmp_path, parquet=tmp_path / "x"),
    ):
        pass
