import os
from pathlib import Path

import pytest

from rootout.durable import sync_folder, write_all


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    descriptor = os.open(tmp_path / "file", os.O_WRONLY | os.O_CREAT)
    write_all(descriptor, b"ten bytes.")
    os.close(descriptor)
    assert (tmp_path / "file").read_bytes() == b"ten bytes."


def test_a_folder_is_synced_and_a_file_is_none(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError):
        sync_folder(str(tmp_path / "file"))
