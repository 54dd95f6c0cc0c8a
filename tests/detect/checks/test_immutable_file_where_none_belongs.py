import pytest
from tests.detect.examples import example, judged

from rootout.collect.artifacts.special_files import SpecialFile
from rootout.detect.checks.immutable_file_where_none_belongs import judge
from rootout.model.entity import Entity


def locked(path, content="text", **given):
    common = {"kind": "file", "content": content, "is_immutable": True, "is_hidden": "/." in path}
    common["is_temporary"] = path.startswith(("/tmp/", "/var/tmp/", "/dev/shm/"))
    return example(SpecialFile, path, path=path, mode=0o644, **common | given)


def found(*files):
    return [(one.severity, one.confidence) for one in judged(judge, *files)]


@pytest.mark.parametrize(
    ("file", "severity"),
    [(locked("/tmp/k", "elf"), "high"), (locked("/opt/.x/k", "script"), "medium")],
    ids=["temporary", "hidden"],
)
def test_locked_program_that_hides_is_found(file, severity):
    (one,) = judged(judge, file)
    assert (one.severity, one.confidence) == (severity, "medium")
    assert one.entities == (Entity("file", file.path), Entity("lock", file.path))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/cron.d/x",
        "/etc/cron.d",
        "/var/spool/cron/crontabs/root",
        "/etc/ld.so.preload",
        "/root/.ssh/authorized_keys",
        "/home/alice/.ssh",
        "/home/alice/.bashrc",
        "/etc/systemd/system/x.service",
        "/etc/rc.local",
        "/var/www/html/up/x.php",
    ],
)
def test_lock_where_intruders_like_it_is_found_and_asked_about(path):
    (one,) = judged(judge, locked(path))
    assert (one.severity, one.confidence) == ("medium", "low")
    assert one.entities[0] == Entity("lock", path)


def test_locked_program_of_nobody_is_found_and_asked_about():
    assert found(locked("/usr/local/bin/k", "elf")) == [("medium", "low")]


def test_hardening_of_accounts_and_packages_is_told_quietly():
    table, program = locked("/etc/shadow"), locked("/usr/bin/ls", "elf", package="coreutils")
    (one,) = judged(judge, table, program)
    assert (one.severity, one.confidence) == ("low", "low")
    assert "1 more" in one.why
    assert Entity("file", "/usr/bin/ls") in one.entities


@pytest.mark.parametrize(
    "file",
    [
        locked("/etc/resolv.conf"),
        locked("/etc/hosts"),
        locked("/mnt/backup", "directory", kind="directory"),
        locked("/www/wwwroot/shop/.user.ini"),
        locked("/root/.bash_history", is_immutable=False, is_append_only=True),
        locked("/aquota.user", "data"),
        locked("/etc/cron.d/php", package="php-common", is_intact=True),
        locked("/tmp/notes"),
        locked("/etc/cron.d/x", is_immutable=False),
    ],
    ids=lambda one: one.path,
)
def test_lock_that_administrators_and_panels_make_is_left_alone(file):
    assert found(file) == []


def test_append_only_is_called_so():
    (one,) = judged(judge, locked("/etc/crontab", is_immutable=False, is_append_only=True))
    assert "append-only" in one.why
