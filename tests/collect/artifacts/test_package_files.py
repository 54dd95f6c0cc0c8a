"""Packaged files that changed are told, and those that nobody touched are not."""

import os

import pytest
from tests.packages import HOME, header, install, md5, put, rpm_database, rpm_tags

from rootout.collect.artifacts import package_files as module
from rootout.collect.artifacts.package_files import collect
from rootout.host.folder import FolderHost


@pytest.fixture
def root(tmp_path):
    put(tmp_path, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\n")
    put(tmp_path, "/etc/group", b"root:x:0:\n")
    files = {"/usr/bin/ps": b"\x7fELF ps", "/usr/bin/top": b"top", "/usr/share/doc/ps/x": b"doc"}
    install(tmp_path, "procps", files)
    conffiles = {"/etc/ps.conf": md5(b"shipped")}
    install(tmp_path, "conf", {"/etc/ps.conf": b"shipped"}, conffiles=conffiles)
    return tmp_path


def changed(root):
    return list(collect(FolderHost(str(root))))


def test_untouched_host_has_nothing_to_tell(root):
    assert changed(root) == []


def test_program_replaced_by_a_script_is_told(root):
    put(root, "/usr/bin/ps", b"#!/bin/sh\nexec /usr/bin/.ps | grep -v evil\n")
    (one,) = changed(root)
    assert (one.path, one.package, one.changes) == ("/usr/bin/ps", "procps", ("content",))
    assert (one.content, one.is_configuration) == ("script", False)
    assert md5(b"\x7fELF ps") in one.expected
    assert one.modified > 0


def test_changed_configuration_is_marked_as_such(root):
    put(root, "/etc/ps.conf", b"edited")
    (one,) = changed(root)
    assert (one.changes, one.is_configuration, one.content) == (("content",), True, "text")


def test_missing_program_is_told(root):
    (root / "usr/bin/ps").unlink()
    (one,) = changed(root)
    assert (one.changes, one.content, one.actual) == (("missing",), "missing", "nothing")


@pytest.mark.parametrize("path", ["etc/ps.conf", "usr/share/doc/ps/x"])
def test_configuration_and_documentation_may_be_missing(root, path):
    (root / path).unlink()
    assert changed(root) == []


def test_folder_that_became_a_file_makes_its_files_missing(root):
    for name in ("ps", "top"):
        (root / "usr/bin" / name).unlink()
    (root / "usr/bin").rmdir()
    put(root, "/usr/bin", b"x")
    assert [one.changes for one in changed(root)] == [("missing",)] * 2


@pytest.mark.parametrize("target", ["/tmp/evil", "top", "ps", "/dev/null", "gone"])
def test_link_in_the_place_of_a_file_is_another_type(root, target):
    put(root, "/tmp/evil", b"evil")
    (root / "usr/bin/ps").unlink()
    os.symlink(target, root / "usr/bin/ps")
    (one,) = changed(root)
    assert (one.changes, one.content, one.actual) == (("type",), "link", f"link to {target}")


def test_link_to_the_same_bytes_that_nobody_owns_is_another_type(root):
    put(root, "/tmp/ps", b"\x7fELF ps")
    (root / "usr/bin/ps").unlink()
    os.symlink("/tmp/ps", root / "usr/bin/ps")
    assert [one.changes for one in changed(root)] == [("type",)]


def test_link_to_the_same_bytes_of_a_package_is_accepted(root):
    install(root, "twin", {"/usr/lib/twin": b"\x7fELF ps"})
    (root / "usr/bin/ps").unlink()
    os.symlink("/usr/lib/twin", root / "usr/bin/ps")
    assert changed(root) == []


def test_pipe_and_folder_in_the_place_of_a_file_are_another_type(root):
    for name in ("ps", "top"):
        (root / "usr/bin" / name).unlink()
    os.mkfifo(root / "usr/bin/ps")
    (root / "usr/bin/top").mkdir()
    assert {one.path: (one.changes, one.content) for one in changed(root)} == {
        "/usr/bin/ps": (("type",), "fifo"),
        "/usr/bin/top": (("type",), "directory"),
    }


def test_mode_and_owner_are_compared_where_an_override_says_them(root):
    put(root, f"{HOME}/statoverride", b"#7 root 4755 /usr/bin/ps\n")
    os.chown(root / "usr/bin/ps", 0, 0)
    (one,) = changed(root)
    assert one.changes == ("mode", "owner")
    assert "mode 644 owner 0:0" in one.actual
    (root / "usr/bin/ps").chmod(0o4755)
    put(root, f"{HOME}/statoverride", b"root root 4755 /usr/bin/ps\n")
    assert changed(root) == []


def test_file_too_large_to_hash_is_a_gap(root, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 1000)
    os.truncate(root / "usr/bin/ps", 2000)
    (gap,) = changed(root)
    assert (gap.path, gap.reason) == ("/usr/bin/ps", "too_large")


def test_names_with_newlines_and_foreign_bytes_are_no_trouble(root):
    place = os.fsencode(root / "usr/bin") + b"/\xff\x1b"
    with open(place, "wb") as file:
        file.write(b"x")
    with open(root / HOME / "info/procps.list", "ab") as listed:
        listed.write(b"/usr/bin/\xff\x1b\n")
    with open(root / HOME / "info/procps.md5sums", "ab") as sums:
        sums.write(md5(b"y").encode() + b"  usr/bin/\xff\x1b\n")
    (one,) = changed(root)
    assert os.fsencode(one.path) == b"/usr/bin/\xff\x1b"
    assert one.id


def test_files_of_rpm_are_compared_with_mode_and_owner(tmp_path):
    put(tmp_path, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\n")
    put(tmp_path, "/etc/group", b"root:x:0:\nadm:x:0:\n")
    rpm_database(tmp_path, [header(rpm_tags())])
    put(tmp_path, "/usr/bin/tool", b"true", mode=0o755)
    put(tmp_path, "/etc/tool.conf", b"true", mode=0o640)
    assert changed(tmp_path) == []
    (tmp_path / "usr/bin/tool").chmod(0o4755)
    put(tmp_path, "/etc/tool.conf", b"edited", mode=0o640)
    assert {one.path: (one.changes, one.is_configuration) for one in changed(tmp_path)} == {
        "/usr/bin/tool": (("mode",), False),
        "/etc/tool.conf": (("content",), True),
    }
