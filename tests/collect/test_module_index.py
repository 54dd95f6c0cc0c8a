"""Module files are found as modprobe and dkms keep them."""

import os

import pytest
from tests.packages import install, put

from rootout.collect.module_index import (
    built_by_dkms,
    indexed,
    is_packaged_kernel,
    name_of,
    owner_of,
)
from rootout.host.folder import FolderHost

RELEASE = "6.1.0-1-amd64"


@pytest.fixture
def host(tmp_path):
    put(tmp_path, f"/lib/modules/{RELEASE}/modules.dep", b"")
    return FolderHost(str(tmp_path))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("kernel/net/nf-conntrack.ko", "nf_conntrack"),
        ("/lib/modules/1/updates/dkms/zfs.ko.xz", "zfs"),
        ("a.ko.zst", "a"),
        ("a.ko.gz", "a"),
        ("modules.dep", None),
        ("a.ko.old", None),
        (".ko", None),
        ("", None),
    ],
)
def test_modules_are_named_as_the_kernel_names_them(path, name):
    assert name_of(path) == name


def test_the_index_tells_the_file_of_a_module(tmp_path, host):
    text = b"kernel/a-b.ko.xz: kernel/c.ko.xz\nkernel/c.ko.xz:\n/opt/d.ko:\nnonsense\n\xff\n"
    put(tmp_path, f"/lib/modules/{RELEASE}/modules.dep", text)
    folder = f"/lib/modules/{RELEASE}"
    assert indexed(host, RELEASE) == {
        "a_b": f"{folder}/kernel/a-b.ko.xz",
        "c": f"{folder}/kernel/c.ko.xz",
        "d": "/opt/d.ko",
    }


def test_a_kernel_without_an_index_is_an_oserror(host):
    with pytest.raises(FileNotFoundError):
        indexed(host, "other")


def test_modules_that_dkms_built_for_this_kernel_are_known(tmp_path, host):
    put(tmp_path, f"/var/lib/dkms/zfs/2.1/{RELEASE}/x86_64/module/zfs.ko.xz")
    put(tmp_path, f"/var/lib/dkms/zfs/2.1/{RELEASE}/x86_64/module/note")
    put(tmp_path, "/var/lib/dkms/old/1/5.10/x86_64/module/old.ko")
    assert built_by_dkms(host, RELEASE) == {"zfs"}
    assert built_by_dkms(host, "none") == frozenset()


def test_a_kernel_is_packaged_where_a_package_has_its_folder(tmp_path, host):
    assert not is_packaged_kernel(host, RELEASE)
    folder = f"/lib/modules/{RELEASE}/kernel"
    install(tmp_path, "linux-image", {folder: None, f"{folder}/a.ko": b"a"})
    host = FolderHost(str(tmp_path))
    assert is_packaged_kernel(host, RELEASE)
    os.symlink(f"{folder}/a.ko", tmp_path / f"lib/modules/{RELEASE}/weak.ko")
    assert owner_of(host, f"/lib/modules/{RELEASE}/weak.ko") == "linux-image"
    assert owner_of(host, "/gone") is None
