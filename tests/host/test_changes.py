import errno
import os
import stat

import pytest
from tests.host.dressed import ACL, chattr, failure, file, kept, leftovers, unlock

from rootout.host import attributes
from rootout.host.changes import _temporary
from rootout.host.folder import MutableFolder


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    yield root
    unlock(root)


@pytest.fixture
def host(root):
    return MutableFolder(str(root))


# --- write


def test_writing_keeps_all_but_content_and_times(host, root):
    file(root)
    before = host.snapshot("/etc/file")
    host.write("/etc/file", b"after")
    after = host.snapshot("/etc/file")
    assert host.read("/etc/file").data == b"after"
    assert after.attributes == before.attributes
    assert after.flags == before.flags
    assert (after.stat.mode, after.stat.uid, after.stat.gid) == (0o4764, 1001, 1002)
    assert not leftovers(root)


@pytest.mark.parametrize("mode", ["+i", "+a", "+ia"])
@pytest.mark.parametrize("of_folder", ["", "+i", "+a"])
def test_locked_files_in_locked_folders_are_written_and_locked_again(mode, of_folder, host, root):
    path = file(root)
    chattr(mode, path)
    if of_folder:
        chattr(of_folder, root / "etc")
    flags, folder_flags = attributes.flags(str(path)), attributes.flags(str(root / "etc"))
    host.write("/etc/file", b"after")
    assert path.read_bytes() == b"after"
    assert attributes.flags(str(path)) == flags
    assert attributes.flags(str(root / "etc")) == folder_flags


def test_a_file_of_two_names_keeps_both(host, root):
    path = file(root)
    os.link(path, root / "etc/other")
    inode = path.stat().st_ino
    before = host.snapshot("/etc/file")
    host.write("/etc/file", b"longer than it was before")
    assert (root / "etc/other").read_bytes() == b"longer than it was before"
    host.write("/etc/file", b"x")
    assert (root / "etc/other").read_bytes() == b"x"
    assert path.stat().st_ino == inode
    assert host.snapshot("/etc/file").attributes == before.attributes
    assert stat.S_IMODE(path.stat().st_mode) == 0o4764


def test_default_acls_of_the_folder_do_not_creep_in(host, root):
    (root / "etc/file").write_bytes(b"1")
    os.setxattr(root / "etc", "system.posix_acl_default", ACL)
    host.write("/etc/file", b"2")
    assert host.snapshot("/etc/file").attributes == ()


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, lambda path: os.symlink("target", path)])
def test_only_regular_files_are_written(make, host, root):
    (root / "etc/target").write_bytes(b"safe")
    make(root / "etc/odd")
    assert failure(host.write, "/etc/odd", b"x") == errno.EINVAL
    assert (root / "etc/target").read_bytes() == b"safe"


def test_writing_what_is_not_there_is_an_error(host):
    assert failure(host.write, "/etc/none", b"x") == errno.ENOENT


def test_a_failed_write_changes_nothing(host, root, monkeypatch):
    path = file(root)
    chattr("+i", path, root / "etc")
    before = kept(host, "/etc/file")

    def fail(*_):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("rootout.host.changes.write_all", fail)
    assert failure(host.write, "/etc/file", b"after") == errno.ENOSPC
    assert kept(host, "/etc/file") == before
    assert attributes.flags(str(root / "etc")) & attributes.IMMUTABLE
    assert not leftovers(root)


def test_what_a_crash_left_is_cleared_away(host, root):
    file(root)
    torn = _temporary(str(root / "etc/file"))
    os.symlink("file", torn)
    host.write("/etc/file", b"2")
    assert (root / "etc/file").read_bytes() == b"2"
    assert not leftovers(root)


# --- remove


def test_files_links_fifos_and_empty_folders_are_removed(host, root):
    file(root)
    (root / "etc/target").write_bytes(b"stays")
    (root / "etc/link").symlink_to("target")
    os.mkfifo(root / "etc/fifo")
    (root / "etc/folder").mkdir()
    for name in ("file", "link", "fifo", "folder", "absent", "file/below"):
        host.remove(f"/etc/{name}")
        host.remove(f"/etc/{name}")
    assert [path.name for path in (root / "etc").iterdir()] == ["target"]


def test_locked_files_and_folders_do_not_stop_removing(host, root):
    path = file(root)
    (root / "etc/empty").mkdir()
    chattr("+ia", path, root / "etc/empty", root / "etc")
    host.remove("/etc/file")
    host.remove("/etc/empty")
    assert list((root / "etc").iterdir()) == []
    assert attributes.flags(str(root / "etc")) & attributes.IMMUTABLE


def test_a_full_folder_stays_with_its_flags(host, root):
    (root / "etc/full").mkdir()
    (root / "etc/full/x").touch()
    chattr("+i", root / "etc/full")
    assert failure(host.remove, "/etc/full") == errno.ENOTEMPTY
    assert attributes.flags(str(root / "etc/full")) & attributes.IMMUTABLE


def test_a_device_is_not_removed_because_it_could_not_be_put_back(host, root):
    os.mknod(root / "etc/null", 0o020600, os.makedev(1, 3))
    assert failure(host.remove, "/etc/null") == errno.EINVAL


def test_flags_are_set(host, root):
    file(root)
    flags = host.snapshot("/etc/file").flags
    host.set_flags("/etc/file", flags | attributes.APPEND_ONLY)
    assert host.snapshot("/etc/file").flags == flags | attributes.APPEND_ONLY
