"""Programs without a file."""

import pytest
from tests.detect.examples import file, judged, process, stranger

from rootout.detect.checks.deleted_program import judge


@pytest.mark.parametrize("path", ["/tmp/.font-unix/.fc-cache", "/tmp/x", "/usr/lib/.x/y"])
def test_deleted_program_of_a_place_where_none_belongs_is_found(path):
    (found,) = judged(judge, stranger(path, is_deleted=True))
    assert (found.severity, found.confidence) == ("critical", "high")
    assert path in found.why


def test_deleted_program_that_no_package_owned_is_found():
    (found,) = judged(judge, stranger("/opt/x", is_deleted=True))
    assert (found.severity, found.confidence) == ("high", "medium")


def test_program_that_was_replaced_by_hand_is_a_low_note():
    (found,) = judged(judge, stranger("/opt/app", is_deleted=True), file("/opt/app"))
    assert (found.severity, found.confidence) == ("low", "low")


def test_daemon_that_was_upgraded_is_only_told():
    (found,) = judged(judge, process(is_deleted=True))
    assert found.severity == "informational"
    assert "coreutils" in found.why


def test_program_that_is_there_is_left_alone():
    memory = stranger("/memfd:x", is_deleted=True, in_memory=True)
    assert judged(judge, process(), stranger("/tmp/.x"), memory) == []
