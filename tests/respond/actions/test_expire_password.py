import pytest

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.respond.actions.expire_password import ExpirePassword

ACTION = ExpirePassword(account="evil")
PASSWD = b"root:x:0:0:root:/root:/bin/sh\nevil:x:1000:1000::/:/bin/sh\n"


def test_it_names_the_account():
    assert ACTION.describe() == "let the password of evil expire"
    assert ACTION.touches() == (Entity("account", "evil"),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"evil:$y$:19000:0:99999:7:::", b"evil:$y$:0:0:99999:7:::"),
        (b"evil:$y$::::::: ", b"evil:$y$:0:::::: "),
        (b"evil:$y$", b"evil:$y$:0"),
        (b"evil2:$y$:19000", b"evil2:$y$:19000"),
    ],
)
def test_a_new_one_has_to_be_chosen(server, host, before, after):
    path = server.file("/etc/shadow", b"root:*:1::::::\n" + before + b"\n")
    ACTION.apply(host)
    assert path.read_bytes() == b"root:*:1::::::\n" + after + b"\n"
    assert ACTION.verify(host)


def test_a_password_outside_of_shadow_cannot_expire(server, host):
    server.file("/etc/passwd", PASSWD)
    server.file("/etc/shadow", b"root:*:1::::::\n")
    with pytest.raises(RootoutError, match="evil has no line in shadow"):
        ACTION.apply(host)


def test_an_account_that_is_gone_has_none(server, host):
    server.file("/etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n")
    ACTION.apply(host)
    assert ACTION.verify(host)


def test_undo_keeps_the_day_of_a_new_password(server, host, vault):
    path = server.file("/etc/shadow", b"evil:$y$old:19000::::::\n")
    server.file("/etc/passwd", PASSWD)
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    path.write_bytes(b"evil:$y$new:20000::::::\n")
    ACTION.undo(host, vault, captured)
    assert path.read_bytes() == b"evil:$y$new:20000::::::\n"


def test_undo_does_not_take_the_lock_of_another_step_away(server, host, vault):
    path = server.file("/etc/shadow", b"evil:$y$:19000::::::\n")
    server.file("/etc/passwd", PASSWD)
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    path.write_bytes(b"evil:!$y$:0:::::1:\n")
    ACTION.undo(host, vault, captured)
    assert path.read_bytes() == b"evil:!$y$:19000:::::1:\n"
