import pytest
from tests.detect.examples import example, judged

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.sudoers import SudoersEntry
from rootout.detect.checks.root_without_a_password import judge
from rootout.model.entity import Entity


def account(name, uid, **given):
    return example(Account, "/etc/passwd", name=name, uid=uid, **given)


def rule(*who, commands=("ALL",), at="/etc/sudoers", **given):
    common = {"kind": "rule", "run_as": ("ALL:ALL",), "commands": commands}
    return example(SudoersEntry, at, 9, who=who, **common | {"without_password": commands} | given)


@pytest.mark.parametrize("commands", [("ALL",), ("/bin/bash",), ("/bin/ls", "/usr/bin/python3.11")])
@pytest.mark.parametrize("uid", [33, 65534])
def test_service_account_that_may_do_everything_is_found(commands, uid):
    (found,) = judged(judge, account("www-data", uid), rule("www-data", commands=commands))
    assert (found.severity, found.confidence) == ("medium", "medium")
    assert found.entities == (
        Entity("setting", "/etc/sudoers:9"),
        Entity("account", "www-data"),
    )


def test_service_account_is_no_administrator_whatever_its_groups():
    records = account("www-data", 33, groups=("sudo",)), rule("www-data")
    assert len(judged(judge, *records)) == 1


def test_person_is_only_asked_about():
    (found,) = judged(judge, account("bob", 1000), rule("%dba", "bob"))
    assert (found.severity, found.confidence) == ("low", "low")


@pytest.mark.parametrize(
    "records",
    [
        (account("bob", 1000, groups=("sudo",)), rule("bob")),
        (account("debian", 1000), rule("debian", at="/etc/sudoers.d/90-cloud-init-users")),
        (account("root", 0), rule("root")),
        (account("deploy", 999), rule("deploy", commands=("/usr/bin/systemctl reload nginx",))),
        (account("deploy", 999), rule("deploy", without_password=())),
        (account("deploy", 999), rule("deploy", run_as=("postgres",))),
        (account("x", 33), rule("x", package="p")),
        (account("x", 33), rule("x", kind="alias")),
        (rule("%sudo", "ALL"),),
    ],
)
def test_what_administrators_and_clouds_do_is_left_alone(records):
    assert judged(judge, *records) == []
