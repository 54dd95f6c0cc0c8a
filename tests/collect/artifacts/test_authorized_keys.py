import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.collect.folders import folder_host, run

from rootout.collect.artifacts.authorized_keys import fingerprint_of, keys_of
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap

BLOB = "AAAAC3NzaC1lZDI1NTE5AAAAIPXXar9APET3z49qV1JnyL2wgbqwYl7bejoWPixJ25vZ"
PASSWD = "root:x:0:0::/root:/bin/sh\nalice:x:1:1::/home/alice:/bin/sh\n"


def keys(line):
    return list(keys_of(EvidenceFile("/k", line.encode(errors="surrogateescape")), "root"))


def test_the_fingerprint_is_as_ssh_keygen_prints_it():
    assert fingerprint_of(BLOB) == "SHA256:PvUDHLJJ+55Pn3/pjIy+zaTgcLoUVrpflHYeq9BHdK8"


@pytest.mark.parametrize(
    ("options", "is_key"),
    [
        ('command="a b"', True),
        ('command="say \\"a b\\" # x",no-pty', True),
        ('from="10.0.0.0/8,*.example"', True),
        ('environment="A= ssh-rsa AAAA"', True),
        ('command="open', False),
        ('command="open\\"', False),
        ("two words", False),
    ],
)
def test_options_are_read_as_sshd_reads_them(options, is_key):
    (found,) = keys(f"{options} ssh-ed25519 {BLOB} a comment")
    assert isinstance(found, Gap) is not is_key
    if is_key:
        assert (found.options, found.comment) == (options, "a comment")


@pytest.mark.parametrize("part", ['"', '\\"', '"\\', "\\", 'a"', '" "', '""'])
def test_a_line_of_quotes_takes_no_time(part):
    started = time.process_time()
    keys(part * 50_000)
    keys('"' + part * 50_000 + " ssh-rsa")
    assert time.process_time() - started < 30


def test_bad_lines_are_gaps_and_positions_count_keys_only():
    found = keys(f"# c\nbad\nssh-ed25519 {BLOB} a\r\n\nssh-ed25519 ??\nssh-ed25519 {BLOB} b\n")
    assert [isinstance(one, Gap) for one in found] == [True, False, True, False]
    assert [one.position for one in found if not isinstance(one, Gap)] == [1, 2]
    assert found[1].origin.line == 3
    assert found[1].comment == "a"


def host(root, settings="", **more):
    files = {"/etc/passwd": PASSWD, "/etc/ssh/sshd_config": settings}
    return folder_host(root, {**files, **more})


def test_tokens_of_the_setting_are_replaced_once(tmp_path):
    settings = "AuthorizedKeysFile /k/%u %h/x %%u /uids/%U"
    line = f"ssh-ed25519 {BLOB} "
    more = {"/k/alice": line + "1", "/root/x": line + "2", "/root/%u": line + "3"}
    more["/uids/0"] = line + "4"
    found, gaps = run("authorized_keys", host(tmp_path, settings, **more))
    assert [one.comment for one in found] == ["2", "3", "4", "1"]
    assert [one.account for one in found] == ["root", "root", "root", "alice"]
    assert not gaps


def test_a_key_file_that_is_a_link_is_read_where_it_is(tmp_path):
    machine = host(tmp_path, **{"/root/.ssh/real": f"ssh-ed25519 {BLOB}"})
    (tmp_path / "root/.ssh/authorized_keys").symlink_to("/root/.ssh/real")
    found, _ = run("authorized_keys", machine)
    assert [one.origin.path for one in found] == ["/root/.ssh/real"]


def test_a_loop_in_the_place_of_a_key_file_is_a_gap(tmp_path):
    machine = host(tmp_path, **{"/root/.ssh": None})
    (tmp_path / "root/.ssh/authorized_keys").symlink_to("authorized_keys")
    found, gaps = run("authorized_keys", machine)
    assert (found, [gap.path for gap in gaps]) == ((), ["/root/.ssh/authorized_keys"])


@given(st.binary())
def test_any_bytes_are_keys_or_gaps(data):
    list(keys_of(EvidenceFile("/k", data), "root"))
