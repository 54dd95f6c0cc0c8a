import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.model.entity import Entity
from rootout.respond.account_lines import fields_edit
from rootout.respond.actions.lock_account import LockAccount, _in_passwd, _in_passwd_too, _in_shadow

ACTION = LockAccount(account="evil")
PASSWD = "root:x:0:0:root:/root:/bin/sh\nevil:x:1000:1000::/:/bin/sh\n"


def tables(server, **texts):
    return {name: server.file(f"/etc/{name}", text.encode()) for name, text in texts.items()}


def test_it_names_the_account():
    assert ACTION.describe() == "lock the account evil: no login by password or key"
    assert ACTION.touches() == (Entity("account", "evil"),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("evil:$y$a:19000:0:99999:7:::", "evil:!$y$a:19000:0:99999:7::1:"),
        ("evil:$y$a:19000:0:99999:7::30000:", "evil:!$y$a:19000:0:99999:7::1:"),
        ("evil::19000::::::", "evil:!:19000:::::1:"),
        ("evil:!$y$a:1::::::", "evil:!$y$a:1:::::1:"),
        ("evil:*:1::::::", "evil:*:1:::::1:"),
        ("evil:$y$a", "evil:!$y$a::::::1:"),
        (" \tevil:$y$a:1::::::", " \tevil:!$y$a:1:::::1:"),
        ("evil:$y$a:1\0::::::", "evil:!$y$a:1:::::1:\0::::::"),
        ("evil:!$y$a:1:::::1:", "evil:!$y$a:1:::::1:"),
    ],
)
def test_neither_password_nor_key_is_left(server, host, before, after):
    paths = tables(server, passwd=PASSWD, shadow=f"root:$y$:1::::::\n{before}\n")
    ACTION.apply(host)
    assert paths["shadow"].read_text() == f"root:$y$:1::::::\n{after}\n"
    assert paths["passwd"].read_text() == PASSWD
    assert ACTION.verify(host)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("evil:aaHASH:0:0::/:/bin/sh", "evil:!aaHASH:0:0::/:/usr/sbin/nologin"),
        ("evil:xaHASH:0:0::/:", "evil:!xaHASH:0:0::/:/usr/sbin/nologin"),
        ("evil::0:0", "evil:!:0:0:::/usr/sbin/nologin"),
        ("evil:*:0:0::/:/bin/sh", "evil:*:0:0::/:/usr/sbin/nologin"),
        ("evil:x:0:0::/:/bin/sh", "evil:x:0:0::/:/usr/sbin/nologin"),
    ],
)
def test_what_cannot_expire_loses_its_shell(server, host, before, after):
    paths = tables(server, passwd=f"root:x:0:0:root:/root:/bin/sh\n{before}\n")
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert paths["passwd"].read_text() == f"root:x:0:0:root:/root:/bin/sh\n{after}\n"
    assert ACTION.verify(host)


@pytest.mark.parametrize("other", ["evil2:$y$a:1::::::", "evil", "#evil:$y$:1:"])
def test_the_line_of_another_is_not_its_own(server, host, other):
    paths = tables(server, passwd=PASSWD, shadow=f"{other}\n")
    ACTION.apply(host)
    assert paths["shadow"].read_text() == f"{other}\n"
    assert paths["passwd"].read_text() == PASSWD.replace("/:/bin/sh", "/:/usr/sbin/nologin")
    assert ACTION.verify(host)


def test_an_account_that_is_gone_lets_nobody_in(server, host, vault):
    tables(server, passwd="root:x:0:0::/:\n")
    assert ACTION.verify(host)
    assert ACTION.capture(host, vault).snapshots == ()


def test_only_tables_that_change_are_kept(server, host, vault):
    tables(server, passwd=PASSWD, shadow="evil:$y$:1::::::\n")
    captured = ACTION.capture(host, vault)
    assert [one.path for one in captured.snapshots] == ["/etc/shadow", "/etc"]


def test_a_table_that_is_a_link_is_changed_where_it_leads_and_put_back(server, host, vault):
    tables(server, passwd=PASSWD)
    shadow = server.file("/srv/shadow", b"evil:$y$:1::::::\n")
    (server.root / "etc/shadow").symlink_to("/srv/shadow")
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert shadow.read_text() == "evil:!$y$:1:::::1:\n"
    ACTION.undo(host, vault, captured)
    assert shadow.read_text() == "evil:$y$:1::::::\n"


def test_undo_keeps_a_password_that_was_set_since(server, host, vault):
    paths = tables(server, passwd=PASSWD, shadow="evil:$y$old:1::::::\nme:*:1::::::\n")
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    paths["shadow"].write_text("evil:$y$new:2:::::1:\nme:!:1::::::\n")
    for _ in range(2):
        ACTION.undo(host, vault, captured)
        assert paths["shadow"].read_text() == "evil:$y$new:2::::::\nme:!:1::::::\n"


@pytest.mark.parametrize("change", [_in_shadow, _in_passwd, _in_passwd_too])
@given(line=st.binary(), is_own=st.booleans())
def test_any_line_is_locked_once_and_lines_of_others_stay(change, line, is_own):
    edit = fields_edit(b"evil", change)
    line = b"evil:" * is_own + line
    once = edit(line)
    assert edit(once) == once
    assert b"evil" in line or once == line
