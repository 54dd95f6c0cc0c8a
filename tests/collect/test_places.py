import pytest

from rootout.collect.places import is_hidden, is_in_own_folder, is_temporary


@pytest.mark.parametrize("path", ["/tmp/x", "/var/tmp/.x/k", "/dev/shm/k", "/run/user/0/k"])
def test_temporary_folders_are_known(path):
    assert is_temporary(path)


@pytest.mark.parametrize("path", ["/tmp", "/usr/tmp/x", "/home/a/tmp/x", "/tmpfile", "/var/tmpx/y"])
def test_others_are_not_temporary(path):
    assert not is_temporary(path)


@pytest.mark.parametrize("path", ["/.x", "/tmp/.x/k", "/a/... /k", "/a/ /k", "/a/. ./k", "/a/.."])
def test_dots_and_blanks_hide(path):
    assert is_hidden(path)


@pytest.mark.parametrize(
    "path", ["/", "/a.b", "/a/b c/d", "/a//b", "/x.", "/etc/.git/hooks/pre-commit"]
)
def test_ordinary_names_do_not_hide(path):
    assert not is_hidden(path)


@pytest.mark.parametrize(
    ("path", "is_own"),
    [
        ("/home/bob/.cargo/env", True),
        ("/root/.acme.sh/acme.sh", True),
        ("/root/.x", True),
        ("/home/bob/.local/.x/k", False),
        ("/home/bob/... /k", False),
        ("/home/.x/k", False),
        ("/usr/lib/.x/k", False),
        ("/home/bob/plain", False),
        ("/root", False),
    ],
)
def test_hidden_folders_directly_in_a_home_are_its_owners(path, is_own):
    assert is_in_own_folder(path) == is_own
