import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.respond.scenarios import BLOB, FINGERPRINT, OTHER_BLOB

from rootout.model.entity import Entity
from rootout.respond.actions.revoke_key import RevokeKey
from rootout.respond.lines import edited

PATH = "/root/.ssh/authorized_keys"
ACTION = RevokeKey(path=PATH, fingerprint=FINGERPRINT)


def test_it_names_the_key_that_goes():
    assert ACTION.describe() == f"remove the key {FINGERPRINT} from {PATH}"
    assert ACTION.touches() == (Entity("key", FINGERPRINT),)


@pytest.mark.parametrize(
    "line",
    [
        f"ssh-ed25519 {BLOB}",
        f"ssh-ed25519 {BLOB} me@laptop",
        f'command="sh -c \\"x y\\"",no-pty ssh-ed25519\t{BLOB} x',
        f"  ssh-ed25519 {BLOB}\r",
    ],
)
def test_the_line_with_the_key_goes_whatever_stands_around_it(line, server, host):
    kept = f"ssh-ed25519 {OTHER_BLOB} {FINGERPRINT}\n# a comment\n"
    path = server.file(PATH, f"{kept}{line}\n".encode())
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert path.read_text() == kept
    assert ACTION.verify(host)


def test_undo_keeps_a_key_that_was_added_since(server, host, vault):
    path = server.file(PATH, f"ssh-ed25519 {BLOB} evil\n".encode())
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    path.write_text(f"ssh-ed25519 {OTHER_BLOB} new\n")
    ACTION.undo(host, vault, captured)
    assert sorted(path.read_text().split()) == sorted(
        f"ssh-ed25519 {BLOB} evil ssh-ed25519 {OTHER_BLOB} new".split()
    )


@given(st.binary())
def test_lines_without_the_key_stay_byte_for_byte(data):
    if base64.b64decode(BLOB) not in data and BLOB.encode() not in data:
        assert edited(data, ACTION._edit) == data
