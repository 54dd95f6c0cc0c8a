"""Files with rights or locks of their own are told, each once, whoever hides them where."""

import os
import struct
import subprocess

import pytest
from tests.packages import install, put

from rootout.collect.artifacts import special_files as module
from rootout.collect.artifacts.special_files import SpecialFile, collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity
from rootout.model.record import Gap

SETUID = struct.pack("<5I", 0x02000001, 0x80, 0, 0, 0).hex()


@pytest.fixture
def root(tmp_path):
    yield tmp_path
    subprocess.run(["/usr/bin/chattr", "-R", "-f", "-ia", str(tmp_path)], check=False)


def collected(root):
    return list(collect(FolderHost(str(root))))


def one(root):
    (found,) = collected(root)
    return found


def lock(mode, *paths):
    subprocess.run(["/usr/bin/chattr", mode, *map(str, paths)], check=True)


def test_ordinary_files_are_not_told(root):
    put(root, "/usr/bin/ls", b"\x7fELF", mode=0o755)
    put(root, "/etc/passwd", mode=0o644)
    (root / "tmp").mkdir(mode=0o1777)
    (root / "var/mail").mkdir(parents=True)
    (root / "var/mail").chmod(0o2775)
    assert collected(root) == []


def test_program_of_a_package_is_told_with_what_the_package_says(root):
    install(root, "su", {"/usr/bin/su": b"\x7fELF su"})
    (root / "usr/bin/su").chmod(0o4755)
    put(root, "/var/lib/dpkg/statoverride", b"root root 4750 /usr/bin/su\n")
    found = one(root)
    assert (found.package, found.is_intact, found.declared_mode) == ("su", True, 0o4750)
    assert (found.is_setuid, found.is_setgid, found.rights) == (True, False, "SUID root")
    assert (found.gives_root, found.is_privileged, found.is_locked) == (True, True, False)
    assert found.entities() == (Entity("privilege", "/usr/bin/su"), Entity("file", "/usr/bin/su"))


def test_copy_of_a_shell_is_known_under_any_name(root):
    install(root, "dash", {"/usr/bin/dash": b"\x7fELF dash"})
    put(root, "/var/tmp/.sh", b"\x7fELF dash", mode=0o6755)
    found = one(root)
    assert (found.path, found.twin, found.name) == ("/var/tmp/.sh", "/usr/bin/dash", ".sh")
    assert (found.is_hidden, found.is_temporary, found.rights) == (True, True, "SUID root, SGID 0")


def test_file_of_the_size_of_a_shell_is_no_copy(root):
    install(root, "dash", {"/usr/bin/dash": b"\x7fELF dash"})
    os.symlink("dash", root / "usr/bin/sh")
    put(root, "/usr/bin/bash", b"\x7fELF mine")
    put(root, "/opt/tool", b"\x7fELF mine", mode=0o4755)
    assert one(root).twin is None


def test_capabilities_are_told_by_name(root):
    path = put(root, "/usr/local/bin/tool", b"\x7fELF", mode=0o755)
    os.setxattr(path, "security.capability", bytes.fromhex(SETUID))
    found = one(root)
    assert (found.capabilities, found.gives_root) == (("cap_setuid",), True)
    path.chmod(0o644)
    assert collected(root) == []


def test_capabilities_that_cannot_be_read_are_a_gap(root, monkeypatch):
    put(root, "/usr/bin/x", mode=0o755)
    damaged = (("security.capability", "00"),)
    monkeypatch.setattr(FolderHost, "extended", lambda *_: damaged)
    found = one(root)
    assert (found.path, found.reason) == ("/usr/bin/x", "malformed")


def test_locked_files_and_folders_are_told(root):
    put(root, "/etc/cron.d/x")
    (root / "srv").mkdir()
    lock("+i", root / "etc/cron.d/x", root / "srv")
    lock("+a", root / "etc/cron.d")
    found = {one.path: one for one in collected(root)}
    assert {path: one.rights for path, one in found.items()} == {
        "/etc/cron.d": "append-only",
        "/etc/cron.d/x": "immutable",
        "/srv": "immutable",
    }
    assert found["/srv"].kind == found["/srv"].content == "directory"
    assert found["/srv"].entities() == (Entity("lock", "/srv"), Entity("file", "/srv"))
    assert not found["/srv"].is_privileged


def test_a_tree_that_is_locked_is_told_in_part_and_rights_in_it_all(root, monkeypatch):
    monkeypatch.setattr(module, "MOST_LOCKED", 2)
    for number in range(5):
        put(root, f"/usr/{number}")
    put(root, "/usr/z", b"\x7fELF", mode=0o4755)
    lock("+i", *(root / "usr").iterdir())
    found = collected(root)
    told = [one.path for one in found if isinstance(one, SpecialFile)]
    assert told == ["/usr/0", "/usr/1", "/usr/z"]
    (gap,) = (one for one in found if isinstance(one, Gap))
    assert gap.detail == "only 2 of 5 locks are told"


@pytest.mark.parametrize("sign", ["etc/os-release", "usr/lib/os-release", "var/lib/dpkg/status"])
def test_file_in_the_root_of_another_system_is_told_with_it(root, sign):
    put(root, f"/srv/jail/{sign}")
    put(root, "/srv/jail/bin/su", b"\x7fELF", mode=0o4755)
    assert one(root).system == "/srv/jail"


@pytest.mark.parametrize(
    ("path", "store"),
    [
        ("/var/lib/docker/overlay2/0/diff/bin/su", "/var/lib/docker/"),
        (
            "/home/a/.local/share/containers/storage/overlay/0/diff/k",
            "/home/a/.local/share/containers/storage/",
        ),
        ("/var/lib/dockers/su", None),
    ],
)
def test_layers_of_containers_are_other_systems(root, path, store):
    put(root, path, b"\x7fELF", mode=0o4755)
    assert one(root).system == store


@pytest.mark.parametrize(
    ("mode", "uid", "is_root"),
    [(0o4755, 0, True), (0o4700, 0, False), (0o4755, 1000, False), (0o2755, 0, False)],
)
def test_only_what_others_can_run_as_root_gives_root(root, mode, uid, is_root):
    path = put(root, "/opt/x")
    os.chown(path, uid, 0)
    path.chmod(mode)
    assert one(root).gives_root is is_root


def test_a_walk_that_takes_too_long_ends_with_a_gap(root, monkeypatch):
    monkeypatch.setattr(module, "MOST_SECONDS", -1.0)
    put(root, "/usr/x", mode=0o4755)
    assert one(root).reason == "timeout"


def test_a_file_that_cannot_be_described_is_a_gap_and_one_that_is_gone_is_nothing(
    root, monkeypatch
):
    put(root, "/usr/x", mode=0o4755)
    for failure, reason in ((PermissionError(13, "Permission denied"), "denied"), (None, None)):

        def fail(*_, failure=failure):
            raise failure or FileNotFoundError(2, "gone")

        monkeypatch.setattr(FolderHost, "head", fail)
        assert [gap.reason for gap in collected(root)] == ([reason] if reason else [])


def test_links_pipes_and_files_in_the_root_are_no_trouble(root):
    os.symlink("usr/bin", root / "bin")
    os.mkfifo(root / "pipe")
    put(root, "/vmlinuz", mode=0o4755)
    assert one(root).path == "/vmlinuz"


def test_only_folders_that_are_there_and_cannot_be_listed_are_gaps(root, monkeypatch):
    scandir = os.scandir
    failures = {"/etc": PermissionError(13, "denied"), "/opt": FileNotFoundError(2, "gone")}

    def fail(folder):
        place = os.readlink(f"/proc/self/fd/{folder}").removeprefix(str(root))
        if place in failures:
            raise failures[place]
        return scandir(folder)

    put(root, "/etc/x")
    put(root, "/opt/x")
    monkeypatch.setattr(os, "scandir", fail)
    (gap,) = collected(root)
    assert (gap.path, gap.reason) == ("/etc", "denied")
