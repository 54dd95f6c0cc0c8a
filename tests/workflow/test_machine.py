import os
import subprocess
import sys
from pathlib import Path

from rootout.host.folder import FolderHost
from rootout.workflow.machine import open_host


def test_a_folder_is_a_host_of_its_own(tmp_path: Path) -> None:
    host = open_host(str(tmp_path))
    assert isinstance(host, FolderHost)
    assert not host.is_live


def fresh(code: str) -> str:
    """Run code in an interpreter of its own: to be trusted, rootout may start itself anew."""
    done = subprocess.run(
        [sys.executable, "-c", f"from rootout.workflow.machine import *\n{code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_this_machine_is_live() -> None:
    assert fresh("host = open_host('/')\nprint(host.is_live, host.name)").split() == [
        "True",
        os.uname().nodename,
    ]


def test_a_case_of_another_machine_changes_nothing_here() -> None:
    assert "the case is of 'elsewhere'" in fresh("open_for_change('elsewhere')")
