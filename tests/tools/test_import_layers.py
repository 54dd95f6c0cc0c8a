"""The import contracts of pyproject.toml catch what they are there to catch."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("model/value.py", "import rootout.cli.main", "Imports go down only"),
        ("detect/check.py", "import rootout.host.live", "The pure stages know no machine"),
        (
            "collect/artifacts/crontab.py",
            "import rootout.collect.artifacts.accounts",
            "Artifacts do not know each other",
        ),
        (
            "respond/actions/quarantine_file.py",
            "import rootout.respond.actions.stop_process",
            "Actions do not know each other",
        ),
        ("respond/planner.py", "import rootout.case.folder", "never open a case"),
    ],
)
def test_a_planted_import_breaks_its_contract(
    copy: Path, module: str, line: str, contract: str
) -> None:
    path = copy / "src/rootout" / module
    path.write_text(f"{path.read_text()}\n{line}\n")
    result = lint(copy)
    assert result.returncode != 0
    (broken,) = (
        text for text in result.stdout.split("\n") if contract in text and "BROKEN" in text
    )
    assert broken


def test_a_package_without_a_layer_is_refused(copy: Path) -> None:
    (copy / "src/rootout/utils").mkdir()
    (copy / "src/rootout/utils/__init__.py").write_text('"""Odds."""\n')
    assert lint(copy).returncode != 0
