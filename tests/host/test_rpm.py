"""What rpm's database says is known, and what cannot be read of it is told."""

import hashlib
import os
import shutil
import sqlite3
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.packages import header, put, rpm_database, rpm_tags

from rootout.host.files import FileTree
from rootout.host.rpm import RpmDatabase

DIGEST = hashlib.sha256(b"true").hexdigest()
PLACE = "/var/lib/rpm/rpmdb.sqlite"


@pytest.fixture
def root(tmp_path):
    put(tmp_path, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\n")
    put(tmp_path, "/etc/group", b"root:x:0:\nadm:x:4:\n")
    return tmp_path


def opened(root):
    return RpmDatabase(FileTree(str(root)))


def gaps(database):
    list(database.files())
    return [(gap.path, gap.reason) for gap in database.gaps]


@pytest.mark.parametrize("path", ["usr/lib/sysimage/rpm/rpmdb.sqlite", PLACE[1:]])
def test_files_are_known_wherever_the_database_lies(root, path):
    rpm_database(root, [header(rpm_tags())], path)
    database = opened(root)
    expected = database.expected("/etc/tool.conf")
    assert (expected.package, expected.algorithm, expected.digest) == ("tool", "sha256", DIGEST)
    assert (expected.mode, expected.uid, expected.gid) == (0o640, 0, 4)
    assert expected.is_configuration
    assert database.owner("/usr/lib/tool") == "tool"
    assert {path for path, _ in database.files()} == {"/usr/bin/tool", "/etc/tool.conf"}
    assert list(database.packages()) == [("tool", "2.1-3.el9", "x86_64")]
    assert gaps(database) == []


def test_file_of_nobody_has_no_owner(root):
    rpm_database(root, [header(rpm_tags())])
    assert opened(root).owner("/usr/bin/evil") is None
    assert opened(root).expected("/usr/bin/evil") is None


def test_both_names_of_a_merged_folder_mean_the_same_file(root):
    (root / "usr/bin").mkdir(parents=True)
    os.symlink("usr/bin", root / "bin")
    rpm_database(root, [header(rpm_tags(folders=["/bin/", "/usr/lib/", "/etc/"]))])
    assert opened(root).owner("/usr/bin/tool") == opened(root).owner("/bin/tool") == "tool"


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_kinds_of_a_package_the_one_of_64_bits_is_on_the_disk(root, is_first):
    small = header(rpm_tags(architecture=["i686"], digests=["0" * 64, "", ""]))
    blobs = [header(rpm_tags()), small]
    rpm_database(root, blobs if is_first else blobs[::-1])
    assert opened(root).expected("/usr/bin/tool").digest == DIGEST


def test_one_broken_package_does_not_cost_the_others(root):
    rpm_database(root, [b"broken", header(rpm_tags())])
    database = opened(root)
    assert database.owner("/usr/bin/tool") == "tool"
    assert gaps(database) == [(PLACE, "malformed")]


def test_changes_in_the_log_beside_the_database_are_a_gap(root):
    rpm_database(root, [header(rpm_tags())])
    put(root, f"{PLACE}-wal", b"log")
    database = opened(root)
    assert gaps(database) == [(f"{PLACE}-wal", "unsupported")]
    assert database.owner("/usr/bin/tool") == "tool"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/var/lib/rpm/Packages", "Berkeley DB"),
        ("/var/lib/rpm/Packages.db", "ndb"),
        ("/usr/lib/sysimage/rpm/Packages.db", "ndb"),
    ],
)
def test_older_form_is_a_gap_that_names_it(root, path, form):
    put(root, path, b"old")
    database = opened(root)
    assert gaps(database) == [(path, "unsupported")]
    assert form in database.gaps[0].detail


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE Other (a)"],
        [
            (
                "CREATE VIEW Packages AS WITH RECURSIVE t(blob) AS "
                "(SELECT x'00' UNION ALL SELECT blob FROM t) SELECT blob FROM t"
            )
        ],
        ["CREATE TABLE Packages (hnum)"],
        ["CREATE TABLE Packages (blob)", "INSERT INTO Packages VALUES ('text')"],
        ["CREATE VIRTUAL TABLE Packages USING fts5(blob)"],
    ],
)
def test_database_that_rpm_did_not_write_is_a_gap(root, statements):
    place = put(root, PLACE)
    database = sqlite3.connect(place)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    assert gaps(opened(root)) == [(PLACE, "malformed")]


def test_database_that_is_a_pipe_is_a_gap(root):
    (root / "var/lib/rpm").mkdir(parents=True)
    os.mkfifo(root / PLACE[1:])
    assert gaps(opened(root)) == [(PLACE, "malformed")]


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=500))
def test_any_bytes_are_a_gap_or_empty(root, data):
    put(root, PLACE, data)
    database = opened(root)
    assert list(database.files()) == []


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(min_value=0), bytes_=st.binary(min_size=1, max_size=8))
def test_damaged_database_is_read_as_far_as_it_goes(root, at, bytes_):
    good = rpm_database(root / "good", [header(rpm_tags())]).read_bytes()
    at %= len(good)
    put(root, PLACE, (good[:at] + bytes_ + good[at + len(bytes_) :]))
    database = opened(root)
    list(database.files())
    list(database.packages())
    shutil.rmtree(root / "good")


SPEC = """
Name: real
Version: 1
Release: 2
Summary: A test
License: none
BuildArch: noarch
%description
A test.
%install
mkdir -p %{buildroot}/usr/bin %{buildroot}/etc
echo true > %{buildroot}/usr/bin/real
echo c > %{buildroot}/etc/real.conf
%files
%attr(4755, root, root) /usr/bin/real
%config(noreplace) /etc/real.conf
%ghost /var/log/real.log
"""


@pytest.mark.skipif(not shutil.which("rpmbuild"), reason="needs rpmbuild (Debian: rpm)")
def test_database_that_rpm_itself_made_is_read(root):
    spec = put(root, "/build/real.spec", SPEC.encode())
    build = ["rpmbuild", "-bb", "--quiet", f"--define=_topdir {root}/build", str(spec)]
    subprocess.run(build, check=True, capture_output=True)
    (package,) = (root / "build/RPMS/noarch").iterdir()
    asked = ["rpm", f"--root={root}", "--dbpath=/var/lib/rpm", "--define=_db_backend sqlite"]
    options = ["--justdb", "--nodeps", "--noscripts"]
    subprocess.run([*asked, "-i", *options, str(package)], check=True, capture_output=True)
    database = opened(root)
    assert gaps(database) == []
    assert list(database.packages()) == [("real", "1-2", "noarch")]
    expected = database.expected("/usr/bin/real")
    assert expected.mode == 0o4755
    assert expected.digest == hashlib.sha256(b"true\n").hexdigest()
    assert database.expected("/etc/real.conf").is_configuration
    assert database.expected("/var/log/real.log").digest is None
