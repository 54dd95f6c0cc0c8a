import pytest
from tests.detect.examples import example, file, judged

from rootout.collect.artifacts.sshd_config import SshdSetting
from rootout.detect.checks.sshd_relies_on_a_stranger import judge
from rootout.model.entity import Entity


def setting(name="authorizedkeyscommand", **given):
    common = {"name": name, "programs": ("/opt/keys",)}
    return example(SshdSetting, "/etc/ssh/sshd_config", 9, **common | given)


@pytest.mark.parametrize(
    ("given", "severity", "confidence"),
    [
        ({}, "low", "low"),
        ({"is_hidden": True}, "medium", "medium"),
        ({"is_writable_by_others": True}, "medium", "medium"),
        ({"uid": 1000}, "medium", "medium"),
        ({"package": "p", "is_intact": False}, "low", "low"),
    ],
)
def test_command_that_nobody_vouches_for_is_found(given, severity, confidence):
    (found,) = judged(judge, setting(), file("/opt/keys", **given))
    assert (found.severity, found.confidence) == (severity, confidence)
    assert found.entities == (
        Entity("setting", "/etc/ssh/sshd_config:9"),
        Entity("file", "/opt/keys"),
    )


def test_library_of_sshd_is_found():
    given = {"programs": (), "files": ("/opt/sk.so",)}
    (found,) = judged(judge, setting("securitykeyprovider", **given), file("/opt/sk.so", uid=5))
    assert found.confidence == "medium"


def test_forced_command_that_others_may_change_is_asked_about():
    (found,) = judged(judge, setting("forcecommand"), file("/opt/keys", uid=1000))
    assert (found.severity, found.confidence) == ("medium", "low")


@pytest.mark.parametrize(
    "records",
    [
        (setting("forcecommand"), file("/opt/keys")),
        (setting(), file("/opt/keys", package="p", is_intact=True)),
        (setting(),),
        (setting("trustedusercakeys", programs=(), files=("/etc/ca",)), file("/etc/ca")),
    ],
)
def test_ordinary_setting_is_left_alone(records):
    assert judged(judge, *records) == []
