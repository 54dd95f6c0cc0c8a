import pytest
from tests.records import (
    accepted,
    cron_job,
    file,
    finding,
    implant,
    init_script,
    packaged,
    process,
    unit,
    web_shell,
)

from rootout.collect.artifacts.hidden_files import HiddenFile
from rootout.correlate.links import links_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.incident import Link
from rootout.model.record import Origin, Record


def links(*records: Record, findings: tuple[Finding, ...] = ()) -> dict[tuple[str, str, str], Link]:
    found = links_of(Evidence(records), findings)
    return {(one.source.key, one.verb, one.target.key): one for one in found}


def test_what_a_record_states_is_a_link_with_that_record() -> None:
    job = cron_job()
    link = links(job)[(job.key, "starts", "/usr/lib/.x/k")]
    assert link.records == (job.id,)


def test_two_records_that_state_the_same_prove_one_link() -> None:
    first = process(1, unit="x.service")
    second = process(1, unit="x.service", state="R")
    link = links(first, second)[("x.service", "starts", first.key)]
    assert link.records == (first.id, second.id)


def test_a_deleted_program_is_found_again_by_its_bytes() -> None:
    evil, copy = implant(), file()
    link = links(evil, copy)[(evil.key, "runs", copy.path)]
    assert set(link.records) == {evil.id, copy.id}


def test_a_packaged_file_or_an_empty_one_is_no_copy() -> None:
    evil = implant()
    same = packaged("/usr/bin/x", sha256=evil.sha256)
    empty = file("/tmp/empty", size=0)
    found = links(evil, same, empty)
    assert (evil.key, "runs", "/usr/bin/x") not in found
    assert (evil.key, "runs", "/tmp/empty") not in found


def test_an_interpreter_runs_the_script_that_it_was_given() -> None:
    shell = process(9, arguments=("/bin/sh", "-x", "/opt/twin.sh", "/opt/data"))
    script = file("/opt/twin.sh", content="script")
    program = file("/opt/data", content="elf")
    found = links(shell, script, program)
    assert (shell.key, "runs", "/opt/twin.sh") in found
    assert (shell.key, "runs", "/opt/data") not in found


def test_a_malformed_connection_variable_ties_nothing() -> None:
    login = accepted()
    odd = process(9, environment=("LD_PRELOAD=/x", "SSH_CONNECTION=203.0.113.9 x y"), parent=None)
    assert not [key for key in links(login, odd) if key[2] == odd.key]


def test_a_finding_that_names_a_session_says_what_was_written_in_it() -> None:
    session = Entity("session", "root@203.0.113.9#555")
    written = finding(Entity("key", "SHA256:evil"), session)
    doubtful = finding(Entity("key", "SHA256:who"), session, confidence="low")
    only_process = finding(Entity("process", "1:1"), session)
    found = links(findings=(written, doubtful, only_process))
    assert list(found) == [(session.key, "wrote", "SHA256:evil")]


def test_a_hidden_folder_owns_the_unowned_files_in_it() -> None:
    hidden = HiddenFile(origin=Origin(path="/usr/lib/.x"), path="/usr/lib/.x")
    found = links(hidden, file("/usr/lib/.x/k"), file("/usr/lib/.xy"), packaged("/usr/lib/.x/p"))
    assert list(found) == [("/usr/lib/.x", "owns", "/usr/lib/.x/k")]


def test_programs_with_the_same_bytes_are_one_under_the_first_name() -> None:
    first, second = implant(1), implant(2, executable="/dev/shm/.other")
    assert (second.key, "runs", "/tmp/.x/k") in links(first, second)


def test_a_copy_that_grew_is_known_by_its_beginning() -> None:
    first = implant(1, beginning="ab")
    grown = implant(2, executable="/tmp/.x/k2", sha256="12" * 32, beginning="ab")
    copy = file("/var/tmp/.m/k", sha256="34" * 32, beginning="ab")
    other = file("/var/tmp/.m/o", sha256="56" * 32, beginning="cd")
    nameless = implant(3, executable=None, sha256="78" * 32, beginning="ef")
    heir = implant(4, sha256="90" * 32, beginning="ef")
    owned = packaged("/usr/bin/x", beginning="ab")
    found = links(first, grown, copy, other, nameless, heir, owned)
    assert (grown.key, "runs", "/tmp/.x/k") in found
    assert (first.key, "runs", "/var/tmp/.m/k") in found
    assert (first.key, "runs", "/var/tmp/.m/o") not in found
    assert (first.key, "runs", "/usr/bin/x") not in found


def test_a_program_only_in_memory_has_no_name_to_share() -> None:
    first, second = implant(1, executable=None), implant(2, executable=None)
    assert not [key for key in links(first, second) if key[1] == "runs"]


def test_an_event_that_is_no_login_starts_nothing() -> None:
    assert links(accepted(event="failed")) == {}


def test_an_init_script_starts_the_unit_that_is_made_of_it() -> None:
    made = unit(
        origin=Origin(path="/run/systemd/generator.late/x.service"), targets=("/etc/init.d/x",)
    )
    script = init_script()
    assert (script.key, "starts", "x.service") in links(script, made)
    assert (script.key, "starts", "x.service") not in links(script, unit(targets=made.targets))
    owned = init_script(package="x")
    assert (owned.key, "starts", "x.service") not in links(owned, made)


def child(pid: int = 50, **changes: object) -> Record:
    ordinary = {
        "unit": "php8.2-fpm.service",
        "name": "sleep",
        "uid": 33,
        "working_directory": "/srv/www/uploads",
        "started": 1_700_000_300.0,
    }
    return process(pid, **ordinary | changes)


def test_what_a_web_server_starts_in_the_folder_of_a_web_shell_is_its_child() -> None:
    shell, started = web_shell(), child()
    link = links(shell, started)[(shell.path, "starts", started.key)]
    assert set(link.records) == {shell.id, started.id}


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "cron.service"},
        {"unit": None},
        {"name": "php-fpm8.2"},
        {"uid": 0},
        {"working_directory": "/srv/www"},
        {"started": 1_600_000_000.0},
    ],
)
def test_others_are_not(changes: dict[str, object]) -> None:
    shell, started = web_shell(), child(**changes)
    assert (shell.path, "starts", started.key) not in links(shell, started)


def test_doubtful_web_shell_has_no_children() -> None:
    shell, started = web_shell(confidence="low"), child()
    assert (shell.path, "starts", started.key) not in links(shell, started)
