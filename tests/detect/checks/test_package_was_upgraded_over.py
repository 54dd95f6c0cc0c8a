"""Modules that another package manager, or somebody, has changed."""

from tests.records import changed_file

from rootout.detect.checks.package_was_upgraded_over import judge
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence

TREE = "/usr/lib/node_modules/npm"


def files(number, **changes):
    return [changed_file(f"{TREE}/{n}.js", package="nodejs", **changes) for n in range(number)]


def test_module_that_was_changed_is_found():
    (found,) = judge(Evidence(files(2)))
    assert (found.severity, found.confidence) == ("medium", "low")
    assert found.entities == (Entity("package", "nodejs"),)
    assert "2 files of the package nodejs" in found.why


def test_an_upgrade_of_the_whole_is_one_quiet_finding():
    (found,) = judge(Evidence(files(800)))
    assert found.severity == "low"
    assert len(found.records) == 20


def test_packages_are_told_apart():
    other = changed_file("/usr/lib/python3/dist-packages/x.py", package="python3-x")
    assert len(list(judge(Evidence([*files(1), other])))) == 2


def test_program_configuration_or_mode_is_left_alone():
    records = [
        changed_file("/usr/bin/ps"),
        *files(1, is_configuration=True),
        *files(1, changes=("mode",)),
    ]
    assert list(judge(Evidence(records))) == []
