from pathlib import Path

from tools.write_docs import PAGES, artifacts_page, stale


def test_every_artifact_has_its_columns() -> None:
    page = artifacts_page()
    assert "## crontab" in page
    assert "| targets | tuple[str, ...] |" in page


def test_a_missing_or_changed_page_is_stale(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    for name, page in PAGES.items():
        (tmp_path / name).write_text(page())
    assert stale(tmp_path) == []
    (tmp_path / "docs/actions.md").write_text("# by hand\n")
    (tmp_path / "docs/artifacts.md").unlink()
    assert stale(tmp_path) == [
        "docs/artifacts.md is stale: run `make docs`",
        "docs/actions.md is stale: run `make docs`",
    ]
