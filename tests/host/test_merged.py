"""Two names of one folder become one, on hosts where they are one."""

import os

from rootout.host.files import FileTree
from rootout.host.merged import MergedFolders


def folders(root):
    return MergedFolders(FileTree(str(root)))


def test_names_of_a_merged_host_are_folded(tmp_path):
    for name in ("bin", "sbin", "lib"):
        (tmp_path / "usr" / name).mkdir(parents=True)
        os.symlink(f"usr/{name}", tmp_path / name)
    merged = folders(tmp_path)
    assert merged.folded("/bin/ls") == "/usr/bin/ls"
    assert merged.folded("/sbin") == "/usr/sbin"
    assert merged.folded("/usr/bin/ls") == "/usr/bin/ls"
    assert merged.folded("/binary") == "/binary"


def test_host_that_merged_sbin_into_bin_is_folded_twice(tmp_path):
    (tmp_path / "usr/bin").mkdir(parents=True)
    os.symlink("bin", tmp_path / "usr/sbin")
    os.symlink("usr/sbin", tmp_path / "sbin")
    merged = folders(tmp_path)
    assert merged.folded("/usr/sbin/sshd") == "/usr/bin/sshd"
    assert merged.folded("/sbin/sshd") == "/usr/bin/sshd"


def test_folders_that_are_apart_stay_apart(tmp_path):
    (tmp_path / "bin").mkdir()
    assert folders(tmp_path).folded("/bin/ls") == "/bin/ls"


def test_links_that_lead_nowhere_or_round_are_left_alone(tmp_path):
    os.symlink("lib", tmp_path / "lib")
    os.symlink("gone", tmp_path / "bin")
    os.symlink("/", tmp_path / "sbin")
    merged = folders(tmp_path)
    assert [merged.folded(f"/{one}/x") for one in ("lib", "bin", "sbin")] == [
        "/lib/x",
        "/bin/x",
        "/sbin/x",
    ]
