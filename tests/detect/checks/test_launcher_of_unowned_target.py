"""Launchers of programs in places where none belongs."""

import pytest
from tests.detect.examples import file, job, judged, unit

from rootout.detect.checks.launcher_of_unowned_target import judge
from rootout.model.entity import Entity

SCRIPT = {"content": "script"}


@pytest.mark.parametrize(
    ("path", "given", "severity"),
    [
        ("/usr/lib/.dbus-cache/dbus-helper", {"is_hidden": True}, "high"),
        ("/tmp/x", {"is_temporary": True}, "high"),
        ("/opt/x", {"is_writable_by_others": True}, "medium"),
    ],
)
def test_program_in_a_place_where_none_belongs_is_found(path, given, severity):
    for launcher in (job(path, path), unit("x.service", path, path)):
        (found,) = judged(judge, launcher, file(path, **given))
        assert found.severity == severity
        assert found.entities == (launcher.entities()[0], Entity("file", path))
        assert path in found.why


def test_program_behind_an_ordinary_script_is_found():
    script = file("/usr/local/bin/sync", mentions=("/var/.x",), **SCRIPT)
    launcher = job("/usr/local/bin/sync", "/usr/local/bin/sync")
    (found,) = judged(judge, launcher, script, file("/var/.x", is_hidden=True))
    assert found.entities[1] == Entity("file", "/var/.x")


def test_program_that_is_gone_from_a_temporary_folder_is_found():
    (found,) = judged(judge, job("/tmp/.x/y -d", "/tmp/.x/y"))
    assert found.severity == "high"
    assert "gone" in found.why


@pytest.mark.parametrize(
    "records",
    [
        (
            job("/usr/local/bin/backup-www", "/usr/local/bin/backup-www"),
            file("/usr/local/bin/backup-www", mentions=("/var/backups", "/srv"), **SCRIPT),
        ),
        (
            unit("shop-worker.service", "/usr/local/bin/shop-worker", "/usr/local/bin/shop-worker"),
            file("/usr/local/bin/shop-worker", **SCRIPT),
        ),
        (
            job("/usr/bin/php /srv/www/index.php", "/usr/bin/php", "/srv/www/index.php"),
            file("/usr/bin/php", package="php", is_intact=True),
            file("/srv/www/index.php", content="text", is_executable=False),
        ),
        (
            job("backup >/tmp/backup.log", "/tmp/backup.log"),
            file("/tmp/backup.log", is_temporary=True, content="text", is_executable=False),
        ),
        (job("rm -f /tmp/lock", "/tmp/lock"),),
        (job("/usr/local/bin/gone", "/usr/local/bin/gone"),),
        (
            unit("a.service", "/opt/.x", "/opt/.x", package="a"),
            file("/opt/.x", is_hidden=True),
        ),
    ],
)
def test_administrators_own_work_is_left_alone(records):
    assert judged(judge, *records) == []
