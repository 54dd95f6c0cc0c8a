"""A clean copy tells what was put there, and what was changed."""

from pathlib import Path

import pytest

from rootout.webshell.baseline import Baseline
from rootout.webshell.search import Found, search
from rootout.webshell.verdict import Reason, Verdict

SHELL = "<?php eval($_POST['x']); // made by a test\n"
ODD = Verdict(
    severity="low",
    confidence="low",
    reasons=(Reason(witness="shape", severity="low", line=1, why="long"),),
)


@pytest.fixture
def baseline(tmp_path: Path) -> Baseline:
    for name in ("clean", "site"):
        (tmp_path / name / "lib").mkdir(parents=True)
        (tmp_path / name / "lib" / "a.php").write_text("<?php\necho 1;\n")
        (tmp_path / name / "b.php").write_text("<?php\necho 2;\n")
    return Baseline(tmp_path / "clean", (tmp_path / "site",))


def test_what_equals_the_copy_is_known(baseline: Baseline, tmp_path: Path) -> None:
    assert baseline.is_same(str(tmp_path / "site/lib/a.php"))
    (tmp_path / "site/b.php").write_text("<?php\necho 3;\n")
    assert not baseline.is_same(str(tmp_path / "site/b.php"))
    assert not baseline.is_same(str(tmp_path / "site/new.php"))
    assert not baseline.is_same("/elsewhere/b.php")


def test_difference_is_told_with_its_line(baseline: Baseline, tmp_path: Path) -> None:
    changed, longer, extra = (tmp_path / "site" / name for name in ("b.php", "lib/a.php", "x.php"))
    changed.write_text("<?php\necho 3;\n")
    longer.write_text("<?php\necho 1;\n" + SHELL)
    extra.write_text(SHELL)
    told = {
        path.name: baseline.judged(Found(path=str(path), verdict=ODD)).verdict
        for path in (changed, longer, extra)
    }
    assert "line 2" in told["b.php"].why
    assert "line 3" in told["a.php"].why
    assert "no such file" in told["x.php"].why
    assert {one.severity for one in told.values()} == {"medium"}


def test_search_looks_only_at_what_differs(baseline: Baseline, tmp_path: Path) -> None:
    (tmp_path / "site/x.php").write_text(SHELL)
    found = search((tmp_path / "site",), known=baseline.is_same)
    assert found.scanned == 1
    (one,) = map(baseline.judged, found.found)
    assert one.verdict.severity == "critical"
