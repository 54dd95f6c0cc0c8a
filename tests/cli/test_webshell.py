"""`rootout webshell` tells what it found, to people and to programs."""

import json
from pathlib import Path

from tests.cli.run import run

SHELL = "<?php eval($_POST['x']);\n"


def test_document_has_only_what_is_medium_or_above(tmp_path: Path) -> None:
    (tmp_path / "a.php").write_text(SHELL)
    (tmp_path / "b.php").write_text("<?php echo 1;")
    result = run("webshell", "--json", str(tmp_path))
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["scanned"] == 2
    (found,) = document["files"]
    assert found["path"] == str(tmp_path / "a.php")
    assert found.keys() == {"path", "severity", "confidence", "witnesses", "why", "line"}


def test_screen_is_harmless_and_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "\x1b[31m.php").write_text(SHELL)
    result = run("webshell", str(tmp_path))
    assert "\x1b" not in result.stdout
    assert "[critical]" in result.stdout


def test_clean_folder_exits_with_zero(tmp_path: Path) -> None:
    (tmp_path / "b.php").write_text("<?php echo 1;")
    result = run("webshell", str(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.startswith("1 files in ")


def test_clean_copy_spares_what_equals_it(tmp_path: Path) -> None:
    for name in ("clean", "site"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.php").write_text(SHELL)
    words = ("webshell", "--json", "--baseline", str(tmp_path / "clean"), str(tmp_path / "site"))
    assert json.loads(run(*words).stdout)["files"] == []
    (tmp_path / "site" / "b.php").write_text(SHELL)
    (found,) = json.loads(run(*words).stdout)["files"]
    assert "no such file" in found["why"]
