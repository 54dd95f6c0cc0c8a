import pytest
from tests.detect.examples import example, judged

from rootout.collect.artifacts.special_files import SpecialFile
from rootout.detect.checks.privilege_that_no_package_declares import judge
from rootout.model.entity import Entity


def special(path, mode=0o4755, **given):
    common = {"kind": "file", "content": "elf", "size": 900, "is_hidden": "/." in path}
    common["is_temporary"] = path.startswith(("/tmp/", "/var/tmp/", "/dev/shm/"))
    return example(SpecialFile, path, path=path, mode=mode, **common | given)


def packaged(path, mode=0o4755, **given):
    return special(path, mode, **{"package": "p", "is_intact": True} | given)


def found(*files):
    return [(one.severity, one.confidence) for one in judged(judge, *files)]


@pytest.mark.parametrize(
    "file",
    [
        special("/tmp/x"),
        special("/var/tmp/.sh", twin="/usr/bin/dash"),
        special("/opt/shop/helper", twin="/usr/bin/bash", uid=1000),
        special("/opt/shop/helper", 0o2755, twin="/usr/bin/bash"),
        special("/home/alice/x"),
        special("/etc/x"),
        special("/usr/lib/.x/k"),
        special("/dev/shm/x", 0o755, capabilities=["cap_setuid"]),
    ],
    ids=lambda one: one.path,
)
def test_program_of_nobody_that_makes_root_where_none_belongs_is_found(file):
    (one,) = judged(judge, file)
    assert (one.severity, one.confidence) == ("high", "high")
    assert one.entities == (Entity("file", file.path), Entity("privilege", file.path))
    assert file.path in one.why


@pytest.mark.parametrize(
    "file",
    [
        packaged("/usr/bin/bash"),
        packaged("/usr/bin/python3.11", 0o755, capabilities=["cap_setuid", "cap_net_raw"]),
        packaged("/usr/bin/find", 0o4755, declared_mode=0o755),
        packaged("/usr/sbin/reboot", 0o4755, declared_mode=0o755),
    ],
    ids=lambda one: one.path,
)
def test_packaged_program_that_was_given_rights_is_found(file):
    (one,) = judged(judge, file)
    assert (one.severity, one.confidence) == ("high", "high")
    assert one.entities == (Entity("privilege", file.path), Entity("file", file.path))


@pytest.mark.parametrize(
    ("file", "confidence"),
    [
        (special("/usr/local/bin/helper"), "medium"),
        (special("/usr/bin/helper"), "medium"),
        (special("/home/alice/tool", 0o755, capabilities=["cap_setuid"]), "medium"),
        (special("/usr/local/bin/sudo"), "low"),
        (special("/home/alice/app/chrome-sandbox"), "low"),
        (special("/tmp/.x/usr/bin/k", system="/tmp/.x"), "low"),
        (packaged("/usr/bin/bash", declared_mode=0o4755), "low"),
    ],
    ids=lambda one: getattr(one, "path", ""),
)
def test_program_that_somebody_may_have_wanted_is_found_and_not_proven(file, confidence):
    assert found(file) == [("medium", confidence)]


@pytest.mark.parametrize(
    "file",
    [
        special("/srv/chroot/usr/bin/su", system="/srv/chroot"),
        special("/srv/chroot/opt/shop/k", system="/srv/chroot"),
        special("/tmp/root.1/usr/bin/sudo", system="/tmp/root.1"),
        special("/usr/local/bin/caddy", 0o755, capabilities=["cap_net_bind_service"]),
        special("/home/restic/bin/restic", 0o750, capabilities=["cap_dac_read_search"]),
        special("/tmp/test/file", uid=1000),
        special("/tmp/test/file", content="script"),
        special("/tmp/test/file", size=20),
        special("/opt/venv/bin/python3", 0o755, twin="/usr/bin/python3.11", capabilities=["x"]),
        packaged("/usr/bin/python3.11", 0o755, capabilities=["cap_net_bind_service"]),
        packaged("/opt/vendor/helper"),
        packaged("/usr/bin/screenlike", 0o2755, declared_mode=0o755),
    ],
    ids=lambda one: one.path,
)
def test_what_gives_little_or_is_another_systems_is_told_quietly(file):
    assert found(file) == [("low", "low")]


@pytest.mark.parametrize(
    "file",
    [
        packaged("/usr/bin/sudo"),
        packaged("/usr/bin/su", declared_mode=0o755),
        packaged("/usr/bin/crontab", 0o2755),
        packaged("/usr/bin/ping", 0o755, capabilities=["cap_net_raw"]),
        packaged("/usr/bin/wanted", declared_mode=0o4755),
        packaged("/opt/vendor/game", 0o2755),
        packaged("/usr/bin/bash", is_intact=False),
        special("/etc/resolv.conf", 0o644, is_immutable=True),
    ],
    ids=lambda one: one.path,
)
def test_program_with_rights_that_it_is_known_for_is_left_alone(file):
    assert found(file) == []


def test_many_of_a_kind_are_one_finding():
    files = [special(f"/srv/chroot/bin/{n}", system="/srv/chroot") for n in range(30)]
    (one,) = judged(judge, *files)
    assert "29 more" in one.why
    assert Entity("file", "/srv/chroot/bin/19") in one.entities
    assert len(one.records) == 20
