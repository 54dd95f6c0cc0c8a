import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.folders import folder_host, run

from rootout.collect.artifacts.accounts import _number


def accounts(root, passwd, **more):
    files = {f"/etc/{name}": text for name, text in more.items()}
    found, gaps = run("accounts", folder_host(root, {"/etc/passwd": passwd, **files}))
    return {one.name: one for one in found}, gaps


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("0", 0),
        ("00", 0),
        (" 0", 0),
        ("\t\v+0", 0),
        ("-0", 0),
        ("-1", 2**32 - 1),
        ("4294967296", 2**32 - 1),
        ("-18446744073709551615", 1),
        ("9" * 5000, 2**32 - 1),
        ("0 ", None),
        ("0x0", None),
        ("", None),
        ("+", None),
        ("٣", None),
        ("1\n", None),
    ],
)
def test_numbers_are_what_glibc_makes_of_them(field, number):
    assert _number(field) == number


def test_a_line_cut_short_is_an_account_all_the_same(tmp_path):
    """Getpwnam(3) says so: no password, the rights of root, /bin/sh."""
    found, gaps = accounts(tmp_path, "k::0:0\n")
    assert (found["k"].uid, found["k"].password, found["k"].shell) == (0, "empty", "")
    assert not gaps


def test_comments_and_nis_are_no_accounts_and_the_rest_is_a_gap(tmp_path):
    found, gaps = accounts(tmp_path, "#x:x:0:0::/:/\n+::::::\n-x\n\nx\nnul\0:x:0:0::/:/\n")
    assert not found
    assert [gap.detail for gap in gaps] == ["line 5 is no account", "line 6 is no account"]


@pytest.mark.parametrize(
    ("shadow", "password"),
    [
        ("x:$6$a:1:", "set"),
        ("x::1:", "empty"),
        ("x:!$6$a:1:", "locked"),
        ("x:!!:1:", "none"),
        ("x:*:1:", "none"),
        ("x:!*:1:", "none"),
        ("x:*LK*:1:", "none"),
        ("x::1:\nx:$6$a:2:", "empty"),
        ("y:$6$a:1:", "unknown"),
    ],
)
def test_the_state_of_a_password_is_told(shadow, password, tmp_path):
    found, _ = accounts(tmp_path, "x:x:0:0::/:/bin/sh", shadow=shadow)
    assert found["x"].password == password


def test_a_hash_in_passwd_itself_counts(tmp_path):
    found, _ = accounts(tmp_path, "x:$6$a:0:0::/:/bin/sh", shadow="x:*:1:")
    assert found["x"].password == "set"


def test_an_account_that_is_not_in_the_backup_is_told_apart(tmp_path):
    backup = {"passwd-": "a:x:1:1::/:/"}
    found, _ = accounts(tmp_path, "a:x:1:1::/:/\nb:x:2:2::/:/", **backup)
    assert (found["a"].in_backup, found["b"].in_backup) == (True, False)
    found, _ = accounts(tmp_path / "none", "a:x:1:1::/:/")
    assert found["a"].in_backup is None


def test_groups_are_those_of_the_group_file(tmp_path):
    found, _ = accounts(tmp_path, "a:x:1:1::/:/", group="sudo:x:27:b,a\nadm:x:4:aa\nx\n")
    assert found["a"].groups == ("sudo",)


def test_no_accounts_file_is_a_gap(tmp_path):
    _, gaps = run("accounts", folder_host(tmp_path, {"/etc": None}))
    assert [gap.reason for gap in gaps] == ["missing"]


@given(st.text())
def test_any_field_is_a_number_of_32_bits_or_none(field):
    number = _number(field)
    assert number is None or 0 <= number < 2**32


def test_groups_that_were_joined_since_the_backup_are_told(tmp_path):
    files = {
        "group": "sudo:x:27:bob,alice\naudio:x:29:bob\nnew:x:30:bob\n",
        "gshadow": "docker:!::bob\n",
        "group-": "sudo:x:27:alice\naudio:x:29:bob\ndocker:x:31:\n",
        "subuid": "bob:100000:65536\nx\n",
        "subgid": "bob:200000:65536\n",
    }
    found, _ = accounts(tmp_path, "bob:x:1:1::/h:/bin/sh\nalice:x:2:2::/h:/bin/sh\n", **files)
    assert set(found["bob"].groups) == {"sudo", "audio", "new", "docker"}
    assert set(found["bob"].joined) == {"sudo", "docker"}
    assert found["bob"].subordinate == ("100000:65536", "200000:65536")
    assert found["alice"].joined == ()
