"""Shells below web servers and databases."""

import pytest
from tests.detect.examples import judged, process

from rootout.detect.checks.shell_of_a_network_service import judge

MASTER = process(1, executable="/usr/sbin/php-fpm8.2", name="php-fpm8.2", uid=33)


def child(program: str, pid: int = 2, above=MASTER, **given):
    common = {"executable": program, "parent": above.key, "uid": 33, "user": "www-data"}
    return process(pid, **common | given)


def test_shell_of_a_web_server_is_found_as_a_question():
    (found,) = judged(judge, MASTER, child("/usr/bin/dash", arguments=("sh", "-c", "id")))
    assert (found.severity, found.confidence) == ("low", "low")
    assert "php-fpm8.2" in found.why


@pytest.mark.parametrize(
    "given", [{"terminal": "pts/3", "arguments": ("bash",)}, {"arguments": ("sh", "-i")}]
)
def test_shell_that_somebody_types_into_is_found_as_an_intruders(given):
    between = child("/usr/bin/dash", arguments=("sh", "-c", "x"))
    (_, found) = judged(judge, MASTER, between, child("/usr/bin/bash", 3, between, **given))
    assert (found.severity, found.confidence) == ("high", "medium")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("/usr/bin/curl", ("curl", "-i", "http://localhost")),
        ("/usr/bin/perl", ("perl", "-i", "-pe", "x", "/srv/x")),
        ("/usr/bin/bash", ("bash", "-i", "/srv/job.sh")),
        ("/usr/bin/bash", ("bash",)),
    ],
)
def test_tool_with_a_flag_or_the_terminal_of_its_service_is_found_as_a_question(program, words):
    served = process(1, executable="/usr/sbin/nginx", uid=33, terminal="pts/3")
    tool = child(program, above=served, arguments=words, terminal="pts/3")
    (found,) = judged(judge, served, tool)
    assert (found.severity, found.confidence) == ("low", "low")


def test_shell_of_an_application_is_found_as_a_question_only_where_it_is_typed_into():
    java = process(1, executable="/opt/jdk/bin/java", name="java", uid=33, package=None)
    build = child("/usr/bin/bash", 2, java, arguments=("bash", "-xe", "/tmp/build.sh"))
    assert judged(judge, java, build) == []
    (found,) = judged(judge, java, child("/usr/bin/bash", 3, java, arguments=("bash", "-i")))
    assert (found.severity, found.confidence) == ("medium", "low")


@pytest.mark.parametrize(
    "innocent",
    [
        child("/usr/bin/convert"),
        child("/usr/bin/dash", uid=0),
        child("/usr/bin/dash", uid=34),
        child("/usr/bin/dash", above=process(9, executable="/usr/sbin/cron", uid=33)),
    ],
)
def test_process_of_another_kind_is_left_alone(innocent):
    assert judged(judge, MASTER, innocent) == []


def test_terminal_of_a_person_in_an_editor_is_left_alone():
    editor = process(1, executable="/usr/bin/node", uid=1000)
    assert judged(judge, editor, child("/usr/bin/bash", above=editor, uid=1000)) == []


def test_generations_are_bounded():
    chain = [MASTER]
    for pid in range(2, 9):
        chain.append(child("/usr/bin/convert", pid, chain[-1]))
    assert judged(judge, *chain, child("/usr/bin/dash", 20, chain[-1])) == []


def test_shell_whose_parent_ended_is_found_by_its_unit():
    worker = process(5, executable="/usr/sbin/php-fpm8.2", uid=33, unit="php8.2-fpm.service")
    orphan = child("/usr/bin/dash", above=process(1), unit="php8.2-fpm.service")
    (found,) = judged(judge, worker, orphan)
    assert found.records == (orphan.id, worker.id)
