"""Which files sudo reads, in which order, and which it leaves out."""

import os

import pytest

from rootout.collect.sudoers_files import Said, read_all
from rootout.host.folder import FolderHost
from rootout.model.record import Gap


@pytest.fixture
def say(tmp_path):
    def say(files):
        for path, text in files.items():
            place = tmp_path / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        found = list(read_all(FolderHost(str(tmp_path))))
        return [
            (one.reason, one.path)
            if isinstance(one, Gap)
            else (one.statement.content, one.file.path, one.is_of_folder)
            for one in found
        ]

    return say


def test_files_are_read_where_they_are_included(say):
    found = say(
        {
            "/etc/sudoers": "a\n@include local\nb\n#includedir /etc/sudoers.d\nc\n",
            "/etc/local": "l",
            "/etc/sudoers.d/20": "y",
            "/etc/sudoers.d/10": "x",
            "/etc/sudoers.d/a.b": "no",
            "/etc/sudoers.d/a~": "no",
            "/etc/sudoers.d/folder/x": "no",
        }
    )
    assert [one[0] for one in found] == [
        "a", "@include local", "l", "b", "#includedir /etc/sudoers.d", "x", "y", "c",
    ]  # fmt: skip
    assert [one[1] for one in found if one[2]] == ["/etc/sudoers.d/10", "/etc/sudoers.d/20"]


def test_loops_and_what_is_not_there_are_passed_over(say):
    found = say({"/etc/sudoers": "@include /etc/sudoers\n@include none\n@includedir none\nz"})
    assert [one[0] for one in found][-1] == "z"
    assert len(found) == 4


def test_endless_chains_are_a_gap(say):
    chain = {f"/etc/s{number}": f"@include s{number + 1}" for number in range(140)}
    found = say({"/etc/sudoers": "@include s0", **chain})
    assert found[-1] == ("too_large", "/etc/s128")


def test_more_files_than_a_thousand_are_a_gap(say):
    files = {f"/etc/sudoers.d/{number}": "x" for number in range(1001)}
    assert say({"/etc/sudoers": "@includedir sudoers.d", **files})[-1][0] == "too_large"


def test_what_cannot_be_read_is_a_gap(say, tmp_path):
    (tmp_path / "etc/sudoers.d").mkdir(parents=True)
    os.symlink("l", tmp_path / "etc/l")
    found = say({"/etc/sudoers": "@include l\n@includedir l\n@include sudoers.d"})
    assert [one[1] for one in found if len(one) == 2] == ["/etc/l", "/etc/l", "/etc/sudoers.d"]


def test_links_in_a_folder_count_and_broken_ones_do_not(say, tmp_path):
    (tmp_path / "etc/sudoers.d").mkdir(parents=True)
    os.symlink("../target", tmp_path / "etc/sudoers.d/link")
    os.symlink("nothing", tmp_path / "etc/sudoers.d/broken")
    found = say({"/etc/sudoers": "@includedir sudoers.d", "/etc/target": "x"})
    assert found[-1] == ("x", "/etc/sudoers.d/link", True)


def test_sudo_conf_may_name_another_file(say):
    conf = "Plugin sudoers_policy sudoers.so sudoers_file=/srv/s sudoers_file=none\n"
    found = say({"/etc/sudo.conf": conf, "/srv/s": "x", "/usr/etc/sudoers": "y"})
    assert [one[0] for one in found] == [conf.strip(), "x", "y"]


def test_host_name_in_a_path_is_the_short_one(say, tmp_path):
    files = {
        "/etc/hostname": "web.example.net\n",
        "/etc/sudoers": "@include s.%h",
        "/etc/s.web": "x",
    }
    assert say(files)[-1][0] == "x"
    assert all(isinstance(one, Said) for one in read_all(FolderHost(str(tmp_path))))
