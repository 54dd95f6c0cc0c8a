"""Logs become findings, and a case whose plan is to block."""

from pathlib import Path

from tests.weblog.traffic import mixed

from rootout.workflow.plan import make_plan
from rootout.workflow.scan import reopen
from rootout.workflow.weblog import incidents_of, keep, read_logs


def written(folder: Path, **given: object) -> str:
    path = folder / "access.log"
    path.write_text("".join(f"{one.text()}\n" for one in mixed(seed=5, **given)[0]))  # type: ignore[arg-type]
    return str(path)


def test_case_of_logs_plans_to_block_who_attacked(tmp_path: Path) -> None:
    weblog = read_logs((written(tmp_path),))
    keep(weblog, tmp_path / "case").close()
    case, told = reopen(str(tmp_path / "case"))
    (step,) = (one for one in make_plan(case, told).steps if one.phase == "contain")
    case.close()
    assert step.action == "block_address"
    assert step.arguments["addresses"] == list(weblog.analysis.block)


def test_quiet_logs_have_no_incident(tmp_path: Path) -> None:
    assert incidents_of(read_logs((written(tmp_path, attacks=()),))) == ()


def test_files_are_found_below_the_web_root_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "www/uploads").mkdir(parents=True)
    (tmp_path / "www/uploads/a1.php").write_text("<?php eval($_POST[1]);")
    (tmp_path / "www/.env").symlink_to("/etc/passwd")
    weblog = read_logs((written(tmp_path),), web_roots=(tmp_path / "none", tmp_path / "www"))
    place = weblog.place_of("/uploads/a1.php")
    assert place
    assert place.path == str(tmp_path / "www/uploads/a1.php")
    assert place.why.startswith("uid 0, made 20")
    assert "critical as a web shell" in place.why
    assert weblog.place_of("/.env") is None
    assert weblog.place_of("/search.php") is None
