import pytest
from tests.detect.examples import example, file, judged

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.sudoers import SudoersEntry
from rootout.detect.checks.sudo_open_to_changes import judge
from rootout.model.entity import Entity

BOB = example(Account, "/etc/passwd", name="bob", uid=1000)
TABLE = "/etc/sudoers.d/x"


def rule(**given):
    common = {"kind": "rule", "who": ("bob",), "commands": ("/opt/x --go",)}
    return example(SudoersEntry, TABLE, 1, **common | given)


@pytest.mark.parametrize("given", [{"uid": 1000}, {"is_writable_by_others": True}])
def test_program_that_its_user_may_change_is_found(given):
    (found,) = judged(judge, BOB, rule(), file("/opt/x", **given))
    assert (found.severity, found.confidence) == ("medium", "low")
    assert found.entities == (Entity("setting", f"{TABLE}:1"), Entity("file", "/opt/x"))


@pytest.mark.parametrize("given", [{"uid": 1000}, {"is_writable_by_others": True}])
def test_table_that_others_may_change_is_found_once(given):
    (found,) = judged(judge, BOB, rule(), rule(kind="alias"), file(TABLE, **given))
    assert found.entities[1] == Entity("file", TABLE)


@pytest.mark.parametrize(
    "records",
    [
        (BOB, rule(), file("/opt/x"), file(TABLE)),
        (BOB, rule(), file("/opt/x", uid=1001)),
        (BOB, rule(), file("/opt/x", uid=1000, package="p", is_intact=True)),
        (BOB, rule(kind="alias"), file("/opt/x", uid=1000)),
        (BOB, rule(who=("%ops",)), file("/opt/x", uid=1000)),
        (BOB, rule(commands=("ALL",))),
    ],
)
def test_what_only_root_may_change_is_left_alone(records):
    assert judged(judge, *records) == []
