import os
from pathlib import Path

import pytest

from rootout.errors import RootoutError
from rootout.host.folder import FolderHost
from rootout.workflow.machine import open_for_change, open_host


def test_a_folder_is_a_host_of_its_own(tmp_path: Path) -> None:
    host = open_host(str(tmp_path))
    assert isinstance(host, FolderHost)
    assert not host.is_live


def test_this_machine_is_live() -> None:
    host = open_host("/")
    assert host.is_live
    assert host.name == os.uname().nodename


def test_a_case_of_another_machine_changes_nothing_here() -> None:
    with pytest.raises(RootoutError, match="the case is of 'elsewhere'"):
        open_for_change("elsewhere")
