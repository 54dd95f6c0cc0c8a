"""Only bytes with the package's own digest count, wherever they were found."""

import os
from contextlib import closing

import pytest
from tests.debs import deb
from tests.packages import HOME, install, put, stanza
from tests.respond.fake_kernel import FakeServer
from tests.respond.scenarios import CAPABILITY, Server

from rootout.errors import RootoutError
from rootout.respond.originals import CACHE, expected_of, find_original, is_original, snapshot_of

PATH = "/usr/bin/who"
DEB = f"{CACHE}/coreutils_1.0-1_amd64.deb"


class Repository(FakeServer):
    """A server whose repository has one package."""

    package = b""

    def fetch_package(self, package, version, architecture):
        assert (package, version, architecture) == ("coreutils", "1.0-1", "amd64")
        place = self.place("/fetched.deb")
        with open(place, "wb") as file:
            file.write(self.package)
        return closing(self.open("/fetched.deb"))


@pytest.fixture
def server(tmp_path):
    server = Server(root=tmp_path)
    install(tmp_path, "coreutils", {PATH: b"who"})
    server.file(PATH, b"#!/bin/sh\n", mode=0o6777, owner=(1000, 1000), acl=False)
    return server


@pytest.fixture
def host(server):
    return Repository(str(server.root), server.kernel)


def found(host, *backups):
    return find_original(host, PATH, expected_of(host, PATH), backups)


def wanted(host, *backups):
    expected = expected_of(host, PATH)
    return snapshot_of(host, PATH, find_original(host, PATH, expected, backups), expected)


@pytest.mark.parametrize("name", ["who.bak", "who.orig", "who~", ".who", ".who.swp", "xwho"])
def test_a_backup_beside_it_counts_by_its_bytes(server, host, name):
    server.file(f"/usr/bin/{name}", b"who")
    server.file("/usr/bin/who.evil", b"evil")
    assert (found(host).source, found(host).data) == (f"/usr/bin/{name}", b"who")


def test_a_backup_elsewhere_counts_where_the_incident_knows_it(server, host):
    server.file("/usr/lib/.x/w", b"who")
    assert found(host, "/gone", "/usr/lib/.x/w").source == "/usr/lib/.x/w"


def test_a_link_or_a_fifo_is_no_backup(server, host):
    server.file("/real", b"who")
    os.symlink("/real", server.root / "usr/bin/who.bak")
    os.mkfifo(server.root / "usr/bin/who.orig")
    with pytest.raises(RootoutError):
        found(host)


def test_a_backup_gives_no_rights_and_no_owner(server, host):
    server.file("/usr/bin/who.bak", b"who", mode=0o6775, owner=(1000, 1000), acl=False)
    snapshot = wanted(host)
    assert snapshot.stat is not None
    assert (snapshot.stat.mode, snapshot.stat.uid, snapshot.stat.gid) == (0o755, 0, 0)
    assert snapshot.stat.modified_ns == os.stat(server.root / "usr/bin/who.bak").st_mtime_ns


def test_rights_that_a_script_of_the_package_gives_are_kept(server, host):
    path = "/usr/bin/crontab"
    install(server.root, "cron", {path: b"crontab"})
    server.file(f"{path}.bak", b"crontab", mode=0o2755, owner=(0, 103), acl=False)
    server.file(path, b"#!", mode=0o755, acl=False)
    os.setxattr(server.root / path[1:], "security.capability", CAPABILITY)
    expected = expected_of(host, path)
    snapshot = snapshot_of(host, path, find_original(host, path, expected, ()), expected)
    assert snapshot.stat is not None
    assert (snapshot.stat.mode, snapshot.stat.uid, snapshot.stat.gid) == (0o2755, 0, 103)
    assert [name for name, _ in snapshot.attributes] == ["security.capability"]


def test_a_package_in_the_cache_declares_mode_owner_and_time(server, host):
    put(server.root, "/etc/group", b"root:x:0:\nmail:x:8:\n")
    put(server.root, "/etc/passwd", b"broken\nroot:x:0:0::/:/bin/sh\n")
    put(server.root, DEB, deb({PATH: b"who"}, mode=0o2755, gname="mail", gid=77))
    assert found(host).source == DEB
    snapshot = wanted(host)
    assert snapshot.stat is not None
    assert (snapshot.stat.mode, snapshot.stat.uid, snapshot.stat.gid) == (0o2755, 0, 8)
    assert snapshot.stat.modified_ns == 1_600_000_000 * 10**9
    (server.root / "etc/group").unlink()
    snapshot = wanted(host)
    assert snapshot.stat is not None
    assert snapshot.stat.gid == 77


def test_what_the_administrator_declares_counts_more(server, host):
    put(server.root, DEB, deb({PATH: b"who"}))
    put(server.root, f"/{HOME}/statoverride", b"#7 #8 700 /usr/bin/who\n")
    snapshot = wanted(host)
    assert snapshot.stat is not None
    assert (snapshot.stat.mode, snapshot.stat.uid, snapshot.stat.gid) == (0o700, 7, 8)


def test_a_path_that_the_package_spells_without_usr_is_found(server, host):
    os.symlink("usr/bin", server.root / "bin")
    put(server.root, DEB, deb({"/bin/who": b"who"}))
    assert found(host).source == DEB


def test_other_versions_and_damaged_packages_are_passed_over(server, host):
    put(server.root, DEB, deb({PATH: b"who"}, sums=f"{'0' * 32}  usr/bin/who\n"))
    put(server.root, f"{CACHE}/coreutils_0.9-1_amd64.deb", deb({PATH: b"old"}))
    put(server.root, f"{CACHE}/coreutils_0.8-1_amd64.deb", b"damaged")
    os.mkfifo(server.root / CACHE[1:] / "coreutils_0.7-1_amd64.deb")
    put(server.root, f"{CACHE}/coreutils_1.0-1_arm64.deb", deb({PATH: b"who"}))
    assert found(host).source.endswith("arm64.deb")


def test_what_is_nowhere_is_fetched(host):
    host.package = deb({PATH: b"who"})
    assert (found(host).source, found(host).data) == ("a package from the repository", b"who")


@pytest.mark.parametrize(
    ("package", "why"),
    [(deb({PATH: b"evil"}), "has it otherwise"), (b"damaged", "no package")],
)
def test_what_is_fetched_is_believed_by_its_bytes_alone(host, package, why):
    host.package = package
    with pytest.raises(RootoutError, match=why) as told:
        found(host)
    assert "type: apt-get install --reinstall coreutils:amd64=1.0-1" in str(told.value)


def test_a_name_that_no_package_can_have_is_never_a_command(server, host):
    package = "x;reboot"
    install(server.root, package, {"/usr/bin/x": b"x"})
    put(server.root, "/usr/bin/x", b"evil")
    expected = expected_of(host, "/usr/bin/x")
    with pytest.raises(RootoutError, match=r"type: apt-get install --reinstall$"):
        find_original(host, "/usr/bin/x", expected, ())


def test_a_file_without_a_digest_has_no_original(server, host):
    text = stanza("empty", conffiles={"/etc/new": "newconffile"})
    with (server.root / HOME / "status").open("a") as status:
        status.write(text)
    put(server.root, f"/{HOME}/info/empty.list", b"/etc/new\n")
    with pytest.raises(RootoutError, match="no package says"):
        expected_of(host, "/etc/new")


def test_only_a_file_is_an_original(server, host):
    expected = expected_of(host, PATH)
    assert not is_original(host, PATH, expected)
    server.file(PATH, b"who")
    assert is_original(host, PATH, expected)
    (server.root / PATH[1:]).unlink()
    assert not is_original(host, PATH, expected)
