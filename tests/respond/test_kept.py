import os

import pytest

from rootout.case.blobs import Blobs
from rootout.errors import RootoutError
from rootout.host.folder import MutableFolder
from rootout.respond import kept
from rootout.respond.kept import keep, put_back

OLD = 1_500_000_000_000_000_001


@pytest.fixture
def root(tmp_path):
    (tmp_path / "root/etc").mkdir(parents=True)
    return tmp_path / "root"


@pytest.fixture
def host(root):
    return MutableFolder(str(root))


@pytest.fixture
def vault(tmp_path):
    return Blobs(tmp_path / "blobs")


def test_content_is_in_the_vault_and_folders_come_last(host, root, vault):
    for name in ("a", "b"):
        (root / "etc" / name).write_text(name)
    snapshots = keep(host, vault, ("/etc/a", "/etc/b"))
    assert [one.path for one in snapshots] == ["/etc/a", "/etc/b", "/etc"]
    assert vault.get(snapshots[1].sha256) == b"b"


def test_a_path_below_a_link_is_kept_where_it_really_is(host, root, vault):
    os.symlink("/etc", root / "way")
    (root / "etc/a").write_text("a")
    assert [one.path for one in keep(host, vault, ("/way/a",))] == ["/etc/a", "/etc"]


def test_what_is_not_there_is_known_to_be_absent(host, vault):
    absent, folder = keep(host, vault, ("/etc/a",))
    assert absent.stat is None
    assert folder.path == "/etc"
    (lost,) = keep(host, vault, ("/no/folder",))
    assert lost.stat is None


def test_what_came_where_nothing_was_is_not_ours_to_remove(host, root, vault):
    snapshots = keep(host, vault, ("/etc/a",))
    (root / "etc/a").write_text("somebody's")
    put_back(host, vault, snapshots)
    assert (root / "etc/a").read_text() == "somebody's"


def test_folders_get_their_times_after_all_that_is_in_them(host, root, vault):
    (root / "etc/a").write_text("a")
    os.utime(root / "etc", ns=(OLD, OLD))
    snapshots = keep(host, vault, ("/etc/a",))
    host.remove("/etc/a")
    put_back(host, vault, reversed(snapshots))
    assert (root / "etc/a").read_text() == "a"
    assert (root / "etc").stat().st_mtime_ns == OLD


def test_a_file_that_is_too_large_is_refused_without_being_read(host, root, vault):
    with (root / "etc/huge").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(RootoutError, match="/etc/huge is too large"):
        keep(host, vault, ("/etc/huge",))


def test_bytes_that_change_while_they_are_read_are_kept_as_read(host, root, vault, monkeypatch):
    (root / "etc/a").write_text("before")
    snapshot = host.snapshot("/etc/a")
    (root / "etc/a").write_text("after")
    monkeypatch.setattr(host, "snapshot", lambda path: snapshot)
    kept_now = kept._with_content(host, vault, "/etc/a")
    assert vault.get(kept_now.sha256) == b"after"
