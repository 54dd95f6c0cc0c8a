import os
from pathlib import Path

import pytest

from rootout.errors import RootoutError
from rootout.workflow import plan_file
from rootout.workflow.plan_file import read_plan_file


def test_a_file_is_read_whole_also_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "plan").write_bytes(b"{}\n")
    (tmp_path / "link").symlink_to("plan")
    assert read_plan_file(tmp_path / "plan") == read_plan_file(tmp_path / "link") == b"{}\n"


def test_what_is_no_file_is_an_error_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("pipe", "none", "\0", "."):
        with pytest.raises(RootoutError, match="the plan") as refused:
            read_plan_file(tmp_path / path)
        assert "rootout plan CASE --json" in refused.value.hint
    with pytest.raises(RootoutError, match="no ordinary file"):
        read_plan_file(Path("/dev/zero"))


def test_a_file_that_is_too_long_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_file, "MOST_BYTES", 3)
    (tmp_path / "plan").write_bytes(b"1234")
    with pytest.raises(RootoutError, match="longer than 3 bytes"):
        read_plan_file(tmp_path / "plan")
