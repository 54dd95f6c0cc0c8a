"""The package manager that a host lives by is found, and no other."""

import pytest
from tests.packages import header, install, put, rpm_database, rpm_tags

from rootout.host.files import FileTree
from rootout.host.packages import open_packages


def opened(root):
    return open_packages(FileTree(str(root)))


def test_host_with_a_status_file_lives_by_dpkg(tmp_path):
    install(tmp_path, "coreutils", {"/usr/bin/ls": b"ls"})
    rpm_database(tmp_path, [])
    assert opened(tmp_path).manager == "dpkg"


def test_host_with_an_rpm_database_lives_by_rpm_beside_an_empty_status_file(tmp_path):
    put(tmp_path, "/var/lib/dpkg/status")
    rpm_database(tmp_path, [header(rpm_tags())])
    assert opened(tmp_path).manager == "rpm"


def test_emptied_status_file_is_no_reason_to_forget_dpkg(tmp_path):
    install(tmp_path, "coreutils", {"/usr/bin/ls": b"ls"})
    put(tmp_path, "/var/lib/dpkg/status")
    database = opened(tmp_path)
    assert database.manager == "dpkg"
    assert list(database.files()) == []
    assert database.gaps


def test_host_without_packages_vouches_for_nothing_and_says_so(tmp_path):
    database = opened(tmp_path)
    assert database.manager == "none"
    assert database.owner("/usr/bin/ls") is None
    assert database.expected("/usr/bin/ls") is None
    assert [*database.files(), *database.packages()] == []
    assert [gap.reason for gap in database.gaps] == ["missing"]


@pytest.mark.parametrize("path", ["/var/lib/rpm/Packages", "/usr/lib/sysimage/rpm/Packages.db"])
def test_older_rpm_databases_are_rpm_too(tmp_path, path):
    put(tmp_path, path, b"old")
    assert opened(tmp_path).manager == "rpm"
