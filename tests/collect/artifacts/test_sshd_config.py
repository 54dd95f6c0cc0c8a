"""Settings of sshd: which count, for whom, and what they run and read."""

import os

import pytest
from tests.collect.folders import folder_host

from rootout.collect.artifacts.sshd_config import collect
from rootout.collect.sshd_settings import MAIN
from rootout.model.entity import Entity
from rootout.model.record import Gap


@pytest.fixture
def read(tmp_path):
    def read(text, **more):
        return list(collect(folder_host(tmp_path, {MAIN: text, **more})))

    return read


def test_first_of_the_same_logins_counts_and_some_are_repeated(read):
    found = read("PermitRootLogin no\npermitrootlogin yes\nPort 1\nPort 2\n"
                 "Match User a\nPermitRootLogin yes\nPermitRootLogin no\n")  # fmt: skip
    assert [one.is_effective for one in found] == [True, False, True, True, True, False]
    assert [one.condition for one in found] == [*[""] * 4, "User a", "User a"]


def test_what_it_runs_and_reads_is_named(read):
    found = read(
        'Subsystem sftp /srv/sftp -l INFO\nForceCommand sh -c "exec /srv/x"\n'
        "AuthorizedKeysCommand /srv/k %u\nAuthorizedKeysFile .ssh/k /srv/keys /srv/%u\n"
        "TrustedUserCAKeys /etc/ca\nBanner /etc/issue\nSubsystem"
    )
    assert [one.programs + one.files for one in found] == [
        ("/srv/sftp",), ("/srv/x",), ("/srv/k",), ("/srv/keys",), ("/etc/ca",), (), (),
    ]  # fmt: skip
    assert found[0].entities() == (
        Entity("setting", f"{MAIN}:1"),
        Entity("file", MAIN),
        Entity("file", "/srv/sftp"),
    )
    assert (found[2].what, found[2].technique) == ("sshd setting", "T1098.004")
    assert found[1].technique == "T1556"


def test_account_of_a_command_is_never_taken_away_alone(read):
    text = "AuthorizedKeysCommandUser nobody\nAuthorizedPrincipalsCommandUser nobody\n"
    assert read(text) == []


def test_drop_in_is_a_file_of_its_own(read):
    drop_in = "/etc/ssh/sshd_config.d/x.conf"
    include, one = read("Include sshd_config.d/*.conf", **{drop_in: "Match User a\n Port 1"})
    assert (include.is_shared, one.is_shared, one.text) == (True, False, " Port 1")
    assert one.origin.path == drop_in


def test_what_cannot_be_read_is_a_gap(read, tmp_path):
    (tmp_path / "etc/ssh/d").mkdir(parents=True)
    os.symlink("l", tmp_path / "etc/ssh/d/l")
    gaps = [one for one in read("Include d/l\n") if isinstance(one, Gap)]
    assert [one.path for one in gaps] == ["/etc/ssh/d/l"]
    gaps = [one for one in read("Include sshd_config\n") if isinstance(one, Gap)]
    assert [one.reason for one in gaps] == ["too_large"]
