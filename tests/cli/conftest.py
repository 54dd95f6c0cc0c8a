from pathlib import Path

import pytest
from tests.cli.run import run
from tests.workflow.server import clean, infected


@pytest.fixture
def case(tmp_path: Path) -> str:
    """A case of a server with one incident."""
    infected(tmp_path / "root")
    folder = str(tmp_path / "case")
    assert run("scan", "--root", str(tmp_path / "root"), "--case", folder).exit_code == 1
    return folder


@pytest.fixture
def quiet_case(tmp_path: Path) -> str:
    """A case of a clean server."""
    clean(tmp_path / "quiet")
    folder = str(tmp_path / "quiet-case")
    assert run("scan", "--root", str(tmp_path / "quiet"), "--case", folder).exit_code in (0, 3)
    return folder
