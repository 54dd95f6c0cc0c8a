"""A history that leads nowhere is told as such."""

import os
from dataclasses import replace
from pathlib import Path

from rootout.collect.artifacts.history_files import collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity


def test_state_of_each_history_is_told(tmp_path: Path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\nbob:x:1:1::/home/bob:x\n")
    (tmp_path / "root").mkdir()
    (tmp_path / "home/bob").mkdir(parents=True)
    (tmp_path / "root/.bash_history").write_text("ls\n")
    (tmp_path / "root/.mysql_history").touch()
    (tmp_path / "home/bob/.bash_history").symlink_to("/dev/null")
    os.mkfifo(tmp_path / "home/bob/.zsh_history")
    found = {one.origin.path: one for one in collect(FolderHost(str(tmp_path)))}
    assert {path: (one.state, one.target, one.user) for path, one in found.items()} == {
        "/root/.bash_history": ("kept", "", "root"),
        "/root/.mysql_history": ("empty", "", "root"),
        "/home/bob/.bash_history": ("link", "/dev/null", "bob"),
        "/home/bob/.zsh_history": ("device", "", "bob"),
    }
    path = "/home/bob/.bash_history"
    assert found[path].entities() == (Entity("file", path), Entity("account", "bob"))
    assert not found[path].is_locked
    assert found[path].is_of_shell
    assert not found["/root/.mysql_history"].is_of_shell


def test_locked_history_is_told(tmp_path: Path):
    (tmp_path / "root").mkdir()
    (tmp_path / "root/.bash_history").write_text("ls\n")
    host = FolderHost(str(tmp_path))
    seen = host.stat("/root/.bash_history")
    host.stat = lambda _: replace(seen, locks=0x10)
    assert {one.is_locked for one in collect(host)} == {True}
