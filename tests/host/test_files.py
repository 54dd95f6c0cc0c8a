import errno
import hashlib
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootout.host.files import FileTree
from rootout.model.file import Snapshot

SECRET = b"of the scanning machine"


@pytest.fixture
def outside(tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(SECRET)
    return str(secret)


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "root"
    (root / "etc").mkdir(parents=True)
    (root / "etc/passwd").write_bytes(b"its own")
    return root


@pytest.fixture
def tree(root):
    return FileTree(str(root))


def failure(call, *arguments):
    with pytest.raises(OSError) as caught:  # noqa: PT011 - the number is what is compared
        call(*arguments)
    return caught.value.errno


@pytest.mark.parametrize(
    "target",
    [
        "/etc/passwd",
        "../etc/passwd",
        "../../../../../../../../etc/passwd",
        "/../../etc/passwd",
        "../etc/../../../etc/./passwd",
    ],
)
def test_links_are_followed_inside_the_root_only(target, tree, root):
    (root / "home").mkdir()
    (root / "home/link").symlink_to(target)
    assert tree.resolve("/home/link") == "/etc/passwd"
    assert tree.read("/home/link").data == b"its own"
    assert tree.digest("/home/link") == hashlib.sha256(b"its own").hexdigest()


def test_a_link_to_a_file_of_the_scanning_machine_leads_nowhere(tree, root, outside):
    (root / "link").symlink_to(outside)
    (root / "up").symlink_to("../secret")
    for path in ("/link", "/up", "/../secret", "/etc/../../secret", outside):
        for call in (tree.resolve, tree.read, tree.digest, tree.names):
            assert failure(call, path) == errno.ENOENT


def test_a_linked_folder_does_not_lead_out(tree, root, outside):
    (root / "folder").symlink_to(os.path.dirname(outside))
    for call in (tree.stat, tree.read, tree.target, tree.digest):
        assert failure(call, "/folder/secret") == errno.ENOENT
    assert not tree.exists("/folder/secret")
    assert tree.snapshot("/folder/secret") == Snapshot(path="/folder/secret")


def test_dots_at_the_end_stay_inside(tree):
    for path in ("/..", "/../..", "/etc/..", "/etc/../..", ".", "", "//", "/."):
        assert tree.stat(path).inode == tree.stat("/").inode


def test_loops_end(tree, root):
    (root / "a").symlink_to("/b")
    (root / "b").symlink_to("/a")
    (root / "self").symlink_to("self")
    for path in ("/a", "/self", "/a/x", "/self/x"):
        assert failure(tree.read, path) == errno.ELOOP
    assert tree.exists("/a")


def test_a_bomb_of_links_ends_soon(tree, root):
    (root / "l0").symlink_to("/etc")
    for number in range(1, 30):
        (root / f"l{number}").symlink_to("/".join([f"l{number - 1}"] * 200))
    assert failure(tree.resolve, "/l29") in (errno.ELOOP, errno.ENOENT)


def test_stat_is_of_a_link_itself(tree, root):
    (root / "dangling").symlink_to("/nowhere")
    assert tree.stat("/dangling").kind == "link"
    assert tree.exists("/dangling")
    assert tree.target("/dangling") == "/nowhere"
    assert failure(tree.resolve, "/dangling") == errno.ENOENT


def test_nul_is_in_no_path(tree):
    for call in (tree.stat, tree.read, tree.resolve, tree.names, tree.target):
        assert failure(call, "/etc/pass\0wd") == errno.ENOENT
    assert not tree.exists("/a\0")


def test_a_fifo_is_never_opened(tree, root):
    os.mkfifo(root / "fifo")
    (root / "link").symlink_to("/fifo")
    writer_got_through = threading.Event()

    def write():
        try:
            descriptor = os.open(root / "fifo", os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return
        os.close(descriptor)
        writer_got_through.set()

    for path in ("/fifo", "/link"):
        assert failure(tree.read, path) == errno.EINVAL
        assert failure(tree.digest, path) == errno.EINVAL
    write()
    assert tree.snapshot("/fifo").sha256 is None
    assert not writer_got_through.is_set()


def test_sockets_and_devices_are_not_opened(tree, root):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "socket"))
    os.mknod(root / "null", 0o020600, os.makedev(1, 3))
    for path in ("/socket", "/null", "/etc"):
        assert failure(tree.read, path) == errno.EINVAL
    assert tree.stat("/socket").kind == "socket"
    assert tree.snapshot("/null").stat.kind == "character"


def test_a_file_over_the_limit_is_refused_and_not_read(tree, root):
    (root / "big").write_bytes(b"x" * 100)
    assert failure(tree.read, "/big", 99) == errno.EFBIG
    assert tree.read("/big", 100).data == b"x" * 100
    os.truncate(root / "big", 1 << 40)
    assert failure(tree.read, "/big") == errno.EFBIG
    assert tree.head("/big", 3) == b"xxx"


def test_hashing_ends_though_the_file_grows_as_it_is_read(tree, root, monkeypatch):
    path = root / "growing"
    path.write_bytes(b"x")
    monkeypatch.setattr("rootout.host.files.READ_LIMIT", 1 << 20)
    monkeypatch.setattr("rootout.host.files.CHUNK", 4096)
    ending = threading.Event()

    def grow():
        with path.open("ab", buffering=0) as file:
            while not ending.is_set() and file.tell() < 1 << 29:
                file.write(b"x" * (1 << 18))

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        started = time.monotonic()
        assert len(tree.digest("/growing")) == 64
        assert time.monotonic() - started < 5
    finally:
        ending.set()
        writer.join()


def test_a_file_that_vanished_is_an_error_and_a_snapshot_of_nothing(tree, root):
    tree.stat("/etc/passwd")
    os.unlink(root / "etc/passwd")
    assert failure(tree.read, "/etc/passwd") == errno.ENOENT
    assert tree.snapshot("/etc/passwd").stat is None
    assert tree.snapshot("/etc/passwd/x").stat is None


def test_a_digest_is_of_what_the_file_holds_now(tree, root):
    """Two writes within one tick of the clock leave time and size as they were."""
    file = root / "etc/passwd"
    for number in range(100):
        data = f"{number:03}".encode()
        with file.open("r+b") as opened:
            opened.write(data)
            opened.truncate()
        assert tree.digest("/etc/passwd") == hashlib.sha256(data).hexdigest()


def test_a_file_that_is_at_rest_is_hashed_once(tree, root, monkeypatch):
    monkeypatch.setattr("rootout.host.files.RACY_NS", -1 << 60)
    first = tree.digest("/etc/passwd")
    monkeypatch.setattr("rootout.host.files._hash", None)
    assert tree.digest("/etc/passwd") == first


def test_reading_keeps_the_time_of_access(tree, root):
    for path in (root / "etc/passwd", root / "etc"):
        os.utime(path, ns=(1, 10**18))
    tree.read("/etc/passwd")
    tree.digest("/etc/passwd")
    tree.snapshot("/etc/passwd")
    tree.names("/etc")
    list(tree.walk("/"))
    assert tree.stat("/etc/passwd").accessed_ns == 1
    assert tree.stat("/etc").accessed_ns == 1


NAMES = ["new\nline", "quo'te\"", "\udcff\udcfe", "x" * 255, " ", "é\u2028", "-rf", "\x1b[31m"]


def test_hostile_names_are_listed_and_read(tree, root):
    for name in NAMES:
        (root / "etc" / name).write_bytes(b"1")
    assert set(tree.names("/etc")) == {*NAMES, "passwd"}
    assert {path for path, _ in tree.walk("/etc")} >= {f"/etc/{name}" for name in NAMES}
    assert all(tree.read(f"/etc/{name}").data == b"1" for name in NAMES)


def test_a_name_of_256_bytes_is_an_error(tree):
    assert failure(tree.read, "/etc/" + "x" * 256) == errno.ENAMETOOLONG


def test_walk_follows_no_link_and_ends_at_its_depth(tree, root):
    (root / "a/b/c").mkdir(parents=True)
    (root / "a/loop").symlink_to("/a")
    assert [path for path, _ in tree.walk("/a")] == ["/a/b", "/a/loop", "/a/b/c"]
    assert [path for path, _ in tree.walk("/a", depth=0)] == ["/a/b", "/a/loop"]


def test_walk_goes_over_a_hundred_thousand_entries(tree, root):
    (root / "many").mkdir()
    folder = os.open(root / "many", os.O_RDONLY)
    for number in range(100_000):
        os.mknod(f"{number:06}", 0o100600, dir_fd=folder)
    os.close(folder)
    started = time.process_time()
    assert sum(1 for _ in tree.walk("/many")) == 100_000
    assert time.process_time() - started < 30


def test_walk_tells_of_folders_it_could_not_read(tree, root):
    deep = os.open(root, os.O_RDONLY)
    for _ in range(20):  # longer than a path may be
        os.mkdir("d" * 255, dir_fd=deep)
        below = os.open("d" * 255, os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = below
    os.close(deep)
    missed = []
    found = list(tree.walk("/", missed=missed.append))
    assert len(found) > 10
    assert [error.errno for error in missed] == [errno.ENAMETOOLONG]
    subprocess.run(["/bin/rm", "-rf", str(root)], check=True)


def test_walk_stops_at_foreign_file_systems_without_asking_them(tree, root, monkeypatch):
    (root / "net/below").mkdir(parents=True)
    place = os.path.realpath(root / "net")
    monkeypatch.setattr("rootout.host.files.foreign_places", lambda: frozenset((place,)))
    assert [path for path, _ in tree.walk("/")] == ["/etc", "/etc/passwd"]


def test_walk_of_this_machine_leaves_proc_out():
    found = [path for path, _ in FileTree("/").walk("/", depth=0)]
    assert "/proc" not in found
    assert "/etc" in found


def test_a_listing_too_long_is_said(tree, root, monkeypatch):
    monkeypatch.setattr("rootout.host.files.MOST_NAMES", 3)
    for name in "abcde":
        (root / "etc" / name).touch()
    missed = []
    assert len(list(tree.walk("/etc", missed=missed.append))) == 3
    assert missed[0].errno == errno.EFBIG


def test_a_root_that_is_a_link_is_the_folder_it_leads_to(root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    assert FileTree(f"{tmp_path}/link/").read("/etc/passwd").data == b"its own"


def test_a_folder_that_became_a_link_is_noticed_after_forgetting(tree, root, outside):
    assert tree.exists("/etc/passwd")
    os.rename(root / "etc", root / "old")
    (root / "etc").symlink_to(os.path.dirname(outside))
    tree.forget()
    assert not tree.exists("/etc/secret")


def test_a_snapshot_holds_all(tree, root):
    path = root / "etc/passwd"
    os.setxattr(path, "user.note", b"\x00\xff")
    seen = tree.snapshot("/etc/passwd")
    assert seen.attributes == (("user.note", "00ff"),)
    assert seen.sha256 == hashlib.sha256(b"its own").hexdigest()
    assert seen.stat.born_ns is not None


def test_many_small_files_are_hashed_without_much_ado(tree, root):
    for number in range(2000):
        (root / "etc" / str(number)).write_bytes(b"x" * 1000)
    started = time.process_time()
    for number in range(2000):
        tree.digest(f"/etc/{number}", "md5")
    assert time.process_time() - started < 30


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="/.aetcps\n\udcff", max_size=30))
def test_any_path_is_an_answer_or_an_oserror(tree, path):
    for call in (tree.resolve, tree.stat, tree.read, tree.names, tree.snapshot):
        try:
            call(path)
        except OSError:
            continue


def test_extended_attributes_are_those_of_the_path_itself(tree, root):
    os.setxattr(root / "etc/passwd", "user.note", b"\x00\xff")
    os.symlink("passwd", root / "etc/link")
    assert tree.extended("/etc/passwd") == (("user.note", "00ff"),)
    assert tree.extended("/etc/link") == ()


def test_a_folder_that_opens_and_cannot_be_listed_does_not_end_the_walk(tree, root, monkeypatch):
    listed = os.scandir

    def fail(descriptor):
        if os.readlink(f"/proc/self/fd/{descriptor}").endswith("/etc"):
            raise PermissionError(13, "Permission denied", descriptor)
        return listed(descriptor)

    monkeypatch.setattr(os, "scandir", fail)
    missed = []
    (root / "a/b").mkdir(parents=True)
    assert {path for path, _ in tree.walk("/", missed=missed.append)} >= {"/a/b", "/etc"}
    assert [error.filename for error in missed] == ["/etc"]
