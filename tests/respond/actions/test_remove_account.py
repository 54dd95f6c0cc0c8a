import pytest

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.respond.actions.remove_account import RemoveAccount

ACTION = RemoveAccount(account="evil", uid=0)
ROOT = "root:x:0:0:root:/root:/bin/sh\n"
EVIL = "evil:x:0:1005::/root:/bin/sh\n"


def test_it_names_the_account_that_goes():
    assert ACTION.describe() == "remove the account evil (uid 0)"
    assert ACTION.touches() == (Entity("account", "evil"),)


def tables(server, **texts):
    return {name: server.file(f"/etc/{name}", text.encode()) for name, text in texts.items()}


def test_its_lines_its_group_and_its_memberships_go(server, host):
    paths = tables(
        server,
        passwd=ROOT + EVIL,
        shadow="root:*:1\nevil:$y$:1\n",
        group="root:x:0:\nsudo:x:27:me,evil\nevil:x:1005:evil\n",
        gshadow="sudo:!::me,evil\nevil:!::\n",
        subuid="evil:1:2\nevil2:3:4\n",
    )
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert {name: path.read_text() for name, path in paths.items()} == {
        "passwd": ROOT,
        "shadow": "root:*:1\n",
        "group": "root:x:0:\nsudo:x:27:me\n",
        "gshadow": "sudo:!::me\n",
        "subuid": "evil2:3:4\n",
    }


def test_a_group_of_its_name_that_others_need_stays(server, host):
    paths = tables(server, passwd=ROOT + EVIL, group="evil:x:27:me,evil\n")
    ACTION.apply(host)
    assert paths["group"].read_text() == "evil:x:27:me\n"
    assert ACTION.verify(host)


def test_an_account_of_another_uid_is_left_alone(server, host):
    paths = tables(server, passwd=ROOT + "evil:x:1000:7::/:/bin/sh\n", shadow="evil:x:1\n")
    with pytest.raises(RootoutError, match="no longer has uid 0"):
        ACTION.apply(host)
    assert "evil" in paths["shadow"].read_text()


def test_a_uid_is_read_as_glibc_reads_it(server, host):
    paths = tables(server, passwd=ROOT + " evil:x: +00:7::/:/bin/sh\n")
    ACTION.apply(host)
    assert paths["passwd"].read_text() == ROOT


def test_the_only_account_with_the_rights_of_root_stays(server, host):
    paths = tables(server, passwd=EVIL + "root:x:1:1::/:/bin/sh\n")
    with pytest.raises(RootoutError, match="the only account"):
        ACTION.apply(host)
    assert EVIL in paths["passwd"].read_text()


def test_undo_keeps_an_account_that_was_made_since(server, host, vault):
    paths = tables(server, passwd=ROOT + EVIL, group="sudo:x:27:me,evil\nevil:x:1005:\n")
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    for name, line in (("passwd", "new:x:9:9::/:\n"), ("group", "new:x:9:\n")):
        paths[name].write_text(paths[name].read_text() + line)
    ACTION.undo(host, vault, captured)
    assert paths["passwd"].read_text() == ROOT + EVIL + "new:x:9:9::/:\n"
    group = "sudo:x:27:me,evil\nevil:x:1005:\nnew:x:9:\n"
    assert paths["group"].read_text() == group
