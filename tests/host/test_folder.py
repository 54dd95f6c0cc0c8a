import os

import pytest

from rootout.errors import RootoutError
from rootout.host.api import MutableHost, ProcessRef
from rootout.host.folder import FolderHost, MutableFolder

NOBODY = ProcessRef(pid=1, start_ticks=1)


def test_a_folder_is_named_by_its_own_file(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/hostname").write_bytes(b" web1 \n")
    assert FolderHost(str(tmp_path)).name == "web1"


def test_a_folder_without_a_name_or_with_a_huge_one_has_none(tmp_path):
    assert FolderHost(str(tmp_path)).name == ""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/hostname").write_bytes(b"x" * 5000)
    assert FolderHost(str(tmp_path)).name == ""
    os.unlink(tmp_path / "etc/hostname")
    os.mkfifo(tmp_path / "etc/hostname")
    assert FolderHost(str(tmp_path)).name == ""


def test_nothing_runs_in_a_folder(tmp_path):
    host = FolderHost(str(tmp_path))
    assert not host.is_live
    assert host.process_ids("listing") == frozenset()
    assert list(host.sockets()) == []
    assert host.blocked_addresses() == host.frozen_processes() == frozenset()
    assert host.blocked_ports() == frozenset()
    assert host.allowed_addresses() is None
    assert not host.lets_out("127.0.0.1")
    assert not host.answers("127.0.0.1")
    assert host.cgroup_of(NOBODY) is None
    assert not host.is_alive(NOBODY)
    assert not host.unit_is_active("x.service")
    assert host.ordinary_names("/") is None
    assert host.now() > 0


def test_a_folder_without_packages_says_so(tmp_path):
    assert FolderHost(str(tmp_path)).packages.manager == "none"


def test_a_mutable_folder_changes_only_what_is_in_it(tmp_path):
    (tmp_path / "file").write_bytes(b"1")
    host = MutableFolder(str(tmp_path))
    host.write("/file", b"2")
    assert host.read("/file").data == b"2"
    files = {"write", "remove", "restore", "set_flags"}
    assert files <= set(dir(host)) & set(dir(MutableHost))


def test_a_folder_fetches_no_packages(tmp_path):
    with pytest.raises(RootoutError, match="only by a running server"):
        MutableFolder(str(tmp_path)).fetch_package("coreutils", "9.1-1", "amd64")
