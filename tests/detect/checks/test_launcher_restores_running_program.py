"""Launchers that bring back a program which hides itself."""

from tests.detect.examples import file, job, judged, process, stranger, unit

from rootout.detect.checks.launcher_restores_running_program import judge
from rootout.model.entity import Entity

RUNNING = stranger("/tmp/.x/y", is_deleted=True, sha256="ab" * 32)


def test_copy_with_the_same_bytes_is_found():
    copy = file("/usr/local/bin/tool", sha256="ab" * 32)
    launcher = unit("tool.service", "/usr/local/bin/tool", "/usr/local/bin/tool")
    (found,) = judged(judge, RUNNING, launcher, copy)
    assert (found.severity, found.confidence) == ("critical", "high")
    assert found.entities == (
        Entity("unit", "tool.service"),
        Entity("file", "/usr/local/bin/tool"),
        Entity("process", RUNNING.key),
    )
    assert found.techniques == ("T1543.002",)


def test_job_that_puts_the_program_back_at_its_path_is_found():
    (found,) = judged(judge, RUNNING, job("cp /opt/z /tmp/.x/y; /tmp/.x/y", "/opt/z", "/tmp/.x/y"))
    assert found.entities[1] == Entity("file", "/tmp/.x/y")
    assert found.techniques == ("T1053.003",)


def test_script_that_names_a_copy_is_found():
    script = file("/usr/local/bin/a", content="script", mentions=("/opt/z",))
    launcher = job("/usr/local/bin/a", "/usr/local/bin/a")
    assert judged(judge, RUNNING, launcher, script, file("/opt/z", sha256="ab" * 32))


def test_launcher_of_something_else_is_left_alone():
    other = file("/opt/z", sha256="cd" * 32)
    assert judged(judge, RUNNING, job("/opt/z", "/opt/z"), other) == []


def test_launcher_of_an_honest_or_unread_program_is_left_alone():
    copy = file("/opt/z", sha256="ab" * 32)
    honest = stranger("/opt/z", sha256="ab" * 32)
    upgraded = process(is_deleted=True, executable="/opt/z")
    unread = stranger("/opt/q", is_deleted=True)
    assert judged(judge, honest, upgraded, unread, job("/opt/z", "/opt/z"), copy) == []
