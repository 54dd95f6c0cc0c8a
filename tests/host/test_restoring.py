import contextlib
import errno
import os
import stat

import pytest
from tests.host.dressed import ACL, TIMES, chattr, essence, failure, file, kept, leftovers, unlock

from rootout.host import attributes, changes
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


# --- restore


def spoil_nothing(path):
    pass


def spoil_away(path):
    os.unlink(path)


def spoil_content(path):
    os.unlink(path)
    path.write_bytes(b"hacked")


def spoil_dress(path):
    os.chown(path, 0, 0)
    os.chmod(path, 0o777)
    os.setxattr(path, "user.more", b"1")
    for name in os.listxattr(path):
        os.removexattr(path, name)


def spoil_in_place(path):
    path.write_bytes(b"hacked")


def spoil_with_link(path):
    os.unlink(path)
    path.with_name("victim").write_bytes(b"victim")
    path.symlink_to("victim")


def spoil_with_folder(path):
    os.unlink(path)
    path.mkdir()


def spoil_with_fifo(path):
    os.unlink(path)
    os.mkfifo(path)


SPOILS = [
    spoil_nothing,
    spoil_away,
    spoil_content,
    spoil_dress,
    spoil_in_place,
    spoil_with_link,
    spoil_with_folder,
    spoil_with_fifo,
]


@pytest.mark.parametrize("flags", ["", "+i", "+a", "+d"])
@pytest.mark.parametrize("spoil", SPOILS)
def test_a_file_comes_back_as_it_was(spoil, flags, host, root):
    path = file(root)
    if flags:
        chattr(flags, path)
    before, wanted = host.snapshot("/etc/file"), kept(host, "/etc/file")
    chattr("-ia", path)
    spoil(path)
    host.restore(before, b"before")
    assert kept(host, "/etc/file") == wanted
    host.restore(before, b"before")
    assert kept(host, "/etc/file") == wanted
    assert not leftovers(root)
    if (root / "etc/victim").exists():
        assert (root / "etc/victim").read_bytes() == b"victim"
        assert stat.S_IMODE((root / "etc/victim").stat().st_mode) == 0o644


def make_link(path):
    path.symlink_to("/nowhere")
    os.chown(path, 1001, 1002, follow_symlinks=False)
    os.utime(path, ns=TIMES, follow_symlinks=False)


def make_fifo(path):
    os.mkfifo(path)
    os.chown(path, 1001, 1002)
    os.chmod(path, 0o2666)
    os.utime(path, ns=TIMES)


def make_socket(path):
    os.mknod(path, stat.S_IFSOCK | 0o777)
    os.utime(path, ns=TIMES)


def make_folder(path):
    path.mkdir()
    os.chown(path, 1001, 1002)
    os.setxattr(path, "system.posix_acl_default", ACL)
    os.chmod(path, 0o3775)
    os.utime(path, ns=TIMES)
    chattr("+i", path)


MAKES = [make_link, make_fifo, make_socket, make_folder]


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize("instead", [None, "file", "folder", "link"])
def test_links_fifos_sockets_and_folders_come_back(make, instead, host, root):
    path = root / "etc/thing"
    make(path)
    before = host.snapshot("/etc/thing")
    wanted = essence(before)  # reading a link is an access: a second look sees another time
    host.remove("/etc/thing")
    if instead == "file":
        path.write_bytes(b"x")
    elif instead == "folder":
        path.mkdir()
    elif instead == "link":
        path.symlink_to("other")
    for _ in range(2):
        host.restore(before, None)
        assert kept(host, "/etc/thing") == wanted
    assert not leftovers(root)


def test_a_locked_folder_that_is_still_there_is_locked_again(host, root):
    make_folder(root / "etc/thing")
    before = host.snapshot("/etc/thing")
    chattr("-i", root / "etc/thing")
    host.restore(before, None)
    assert attributes.flags(str(root / "etc/thing")) & attributes.IMMUTABLE
    host.restore(before, None)
    assert attributes.flags(str(root / "etc/thing")) & attributes.IMMUTABLE


def test_missing_parents_are_made(host, root):
    (root / "etc/a/b").mkdir(parents=True)
    path = file(root, "etc/a/b/file")
    before, wanted = host.snapshot("/etc/a/b/file"), kept(host, "/etc/a/b/file")
    os.unlink(path)
    (root / "etc/a/b").rmdir()
    (root / "etc/a").rmdir()
    chattr("+i", root / "etc")
    host.restore(before, b"before")
    assert kept(host, "/etc/a/b/file") == wanted
    assert attributes.flags(str(root / "etc")) & attributes.IMMUTABLE


def test_nothing_comes_back_as_nothing(host, root):
    before = host.snapshot("/etc/new")
    path = file(root, "etc/new")
    chattr("+i", path)
    host.restore(before, None)
    host.restore(before, None)
    assert not path.exists()


@pytest.mark.parametrize("data", [None, b"", b"forged"])
def test_content_that_was_not_kept_is_never_put_back(data, host, root):
    path = file(root)
    before = host.snapshot("/etc/file")
    path.write_bytes(b"hacked")
    chattr("+i", path)
    assert failure(host.restore, before, data) == errno.EINVAL
    assert path.read_bytes() == b"hacked"
    assert attributes.flags(str(path)) & attributes.IMMUTABLE


def test_a_file_of_two_names_has_both_again(host, root):
    path = file(root)
    os.link(path, root / "etc/other")
    before, wanted = host.snapshot("/etc/file"), kept(host, "/etc/file")
    host.write("/etc/file", b"after")
    host.restore(before, b"before")
    assert kept(host, "/etc/file") == wanted
    assert path.samefile(root / "etc/other")
    host.remove("/etc/file")
    host.restore(before, b"before")
    assert kept(host, "/etc/file") == wanted
    assert path.samefile(root / "etc/other")


def test_a_file_of_two_names_has_both_again_where_another_took_one(host, root):
    path = file(root)
    os.link(path, root / "etc/other")
    before, wanted = host.snapshot("/etc/file"), kept(host, "/etc/file")
    path.unlink()
    path.write_bytes(b"after")
    host.restore(before, b"before")
    assert kept(host, "/etc/file") == wanted
    assert path.samefile(root / "etc/other")
    assert not leftovers(root)


def test_what_a_killed_write_left_goes_when_its_file_is_restored(host, root):
    path = file(root)
    before = host.snapshot("/etc/file")
    (root / changes._beside(str(path))).write_bytes(b"half")
    assert leftovers(root)
    host.restore(before, b"before")
    assert not leftovers(root)


@pytest.mark.parametrize("step", range(12))
def test_restoring_after_half_a_restore_is_whole(step, host, root, monkeypatch):
    path = file(root)
    chattr("+i", path)
    before, wanted = host.snapshot("/etc/file"), kept(host, "/etc/file")
    host.remove("/etc/file")
    left = [step]

    def dying(real):
        def call(*arguments, **options):
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return real(*arguments, **options)

        return call

    names = ("chown", "chmod", "utime", "rename", "fsync", "unlink", "setxattr", "open")
    with monkeypatch.context() as patch:
        for name in names:
            patch.setattr(os, name, dying(getattr(os, name)))
        with contextlib.suppress(KeyboardInterrupt):
            host.restore(before, b"before")
    host.restore(before, b"before")
    assert kept(host, "/etc/file") == wanted
    assert not leftovers(root)


def test_times_are_kept_to_the_nanosecond_and_from_before_1970(host, root):
    path = file(root)
    os.utime(path, ns=(-5, -1_000_000_007))
    before = host.snapshot("/etc/file")
    host.remove("/etc/file")
    host.restore(before, b"before")
    seen = path.stat()
    assert (seen.st_atime_ns, seen.st_mtime_ns) == (-5, -1_000_000_007)


def test_hostile_names_are_changed_like_any_other(host, root):
    for name in ("n\nl", "\udcff", "x" * 255):
        path = file(root, f"etc/{name}")
        before, wanted = host.snapshot(f"/etc/{name}"), kept(host, f"/etc/{name}")
        host.write(f"/etc/{name}", b"1")
        host.remove(f"/etc/{name}")
        host.restore(before, b"before")
        assert kept(host, f"/etc/{name}") == wanted
        os.unlink(path)


def test_a_change_stays_inside_the_root(host, root, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/file").write_bytes(b"safe")
    (root / "etc/out").symlink_to(tmp_path / "outside")
    assert failure(host.write, "/etc/out/file", b"x") == errno.ENOENT
    host.remove("/etc/out/file")
    assert (tmp_path / "outside/file").read_bytes() == b"safe"


def test_a_folder_that_became_a_link_is_resolved_anew(host, root, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/file").write_bytes(b"safe")
    file(root)
    before = host.snapshot("/etc/file")
    os.unlink(root / "etc/file")
    (root / "etc").rmdir()
    (root / "etc").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="No such file"):
        host.restore(before, b"before")
    assert (tmp_path / "outside/file").read_bytes() == b"safe"
