from pathlib import Path

from tests.cli.run import fresh, run


def test_this_machine_is_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "history"
    said = fresh("record", "--history", str(folder), "--every", "1", "--looks", "2")
    assert f"the history is written to {folder}" in said
    assert list(folder.glob("seconds-*.jsonl"))


def test_help_says_what_it_costs() -> None:
    assert "half a" in run("record", "--help").output
