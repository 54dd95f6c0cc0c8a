"""Modules that nobody's package has put there are told, where a package has put the kernel."""

import os
import shutil

import pytest
from tests.packages import install, put

from rootout.collect.artifacts.module_files import collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity

HOME = "/usr/lib/modules/6.1"


@pytest.fixture
def root(tmp_path):
    os.makedirs(tmp_path / "usr/lib")
    os.symlink("usr/lib", tmp_path / "lib")
    install(tmp_path, "linux", {f"{HOME}/kernel": None, f"{HOME}/kernel/a.ko": b"a"})
    return tmp_path


def collected(root):
    return list(collect(FolderHost(str(root))))


def test_modules_of_the_package_and_links_to_them_are_not_told(root):
    put(root, f"{HOME}/modules.dep")
    os.symlink(f"{HOME}/kernel/a.ko", root / "usr/lib/modules/6.1/weak.ko")
    assert collected(root) == []


def test_module_that_was_dropped_is_told(root):
    put(root, f"{HOME}/extra/net-hook.ko.zst")
    (one,) = collected(root)
    assert (one.name, one.release, one.is_dkms) == ("net_hook", "6.1", False)
    assert one.entities()[0] == Entity("file", f"{HOME}/extra/net-hook.ko.zst")
    (tie,) = one.ties()
    assert tie.source == Entity("module", "net_hook")


def test_module_of_dkms_is_known_by_the_copy_that_dkms_keeps(root):
    put(root, f"{HOME}/updates/dkms/zfs.ko")
    put(root, f"{HOME}/updates/dkms/evil.ko")
    put(root, "/var/lib/dkms/zfs/2/6.1/x86_64/module/zfs.ko")
    assert {one.name: one.is_dkms for one in collected(root)} == {"zfs": True, "evil": False}


def test_kernel_that_was_built_here_is_left_alone(root):
    put(root, "/usr/lib/modules/6.9-own/kernel/a.ko")
    assert collected(root) == []


def test_server_without_modules_has_none(root):
    shutil.rmtree(root / "usr/lib/modules")
    assert collected(root) == []


def test_folder_that_cannot_be_listed_is_a_gap(root, monkeypatch):
    scandir = os.scandir

    def fail(folder):
        if os.readlink(f"/proc/self/fd/{folder}").endswith("/extra"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    put(root, f"{HOME}/extra/x.ko")
    monkeypatch.setattr(os, "scandir", fail)
    (gap,) = collected(root)
    assert (gap.path, gap.reason) == (f"{HOME}/extra", "denied")
