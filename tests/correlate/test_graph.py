from tests.records import (
    accepted,
    account,
    authorized_key,
    changed_file,
    cron_job,
    file,
    finding,
    implant,
    init_script,
    operator,
    packaged,
    process,
    socket,
    sudo_rule,
    unit,
)

from rootout.collect.artifacts.hidden_files import HiddenFile
from rootout.correlate.graph import Cluster, clusters_of
from rootout.correlate.links import links_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Origin, Record


def clusters(records: list[Record], *findings: Finding) -> tuple[Cluster, ...]:
    evidence = Evidence(records)
    return clusters_of(evidence, findings, links_of(evidence, findings))


def accuse(record: Record, *others: Entity, **changes: object) -> Finding:
    return finding(record.entities()[0], *others, rule=str(record.entities()[0]), **changes)


def one(records: list[Record], *findings: Finding) -> set[Entity]:
    (only,) = clusters(records, *findings)
    return set(only.entities)


def test_no_strong_finding_means_no_incident() -> None:
    evil = implant()
    assert clusters([evil], accuse(evil, severity="medium")) == ()


def test_a_process_brings_its_program_its_launchers_and_whom_it_talks_to() -> None:
    evil, job, service = implant(), cron_job(), unit()
    talk = socket(processes=(evil.key,))
    found = one([evil, job, service, file(), talk], accuse(evil))
    assert {
        Entity("process", evil.key),
        Entity("file", "/usr/lib/.x/k"),
        Entity("job", job.key),
        Entity("unit", "x.service"),
        Entity("address", "203.0.113.9"),
    } <= found


def test_a_twin_with_the_same_program_belongs() -> None:
    evil, twin = implant(666), implant(667)
    assert Entity("process", twin.key) in one([evil, twin], accuse(evil))


def test_a_twin_under_another_name_is_known_by_its_bytes() -> None:
    evil, twin = implant(666), implant(667, executable="/dev/shm/.other")
    assert Entity("process", twin.key) in one([evil, twin], accuse(evil))


def test_an_unowned_interpreter_that_others_share_does_not_belong() -> None:
    node = {"executable": "/opt/node/bin/node", "package": None, "sha256": "cd" * 32}
    evil, shop = process(66, **node), process(67, **node)
    interpreter = file("/opt/node/bin/node", sha256="cd" * 32)
    found = one([evil, shop, interpreter], accuse(evil))
    assert found == {Entity("process", evil.key)}


def test_an_informational_finding_accuses_nobody() -> None:
    evil = implant()
    job = cron_job("/usr/bin/true")
    found = one([evil, job], accuse(evil), accuse(job, severity="informational"))
    assert Entity("job", job.key) not in found


def test_low_confidence_neither_begins_an_incident_nor_joins_one() -> None:
    evil, key = implant(), authorized_key()
    session = Entity("session", "root@203.0.113.9#555")
    assert clusters([evil], accuse(evil, confidence="low")) == ()
    found = one([evil, key], accuse(evil), accuse(key, session, confidence="low"))
    assert Entity("key", key.fingerprint) not in found


def test_children_of_an_intruders_process_belong_but_not_their_packaged_program() -> None:
    evil = implant()
    child = process(700, parent=evil.key, executable="/usr/bin/sleep", package="coreutils")
    found = one([evil, child, packaged("/usr/bin/sleep")], accuse(evil))
    assert Entity("process", child.key) in found
    assert Entity("file", "/usr/bin/sleep") not in found


def test_a_packaged_parent_does_not_belong() -> None:
    shell = process(50, executable="/usr/sbin/cron", package="cron")
    evil = implant(parent=shell.key)
    assert Entity("process", shell.key) not in one([shell, evil], accuse(evil))


def test_who_runs_a_changed_program_of_a_package_is_a_victim_and_not_an_intruder() -> None:
    sshd, wrapper = changed_file("/usr/sbin/sshd"), file("/usr/lib/.x/k")
    daemon = process(69, executable="/usr/sbin/sshd", package="openssh-server")
    session = process(70, executable="/usr/sbin/sshd", package="openssh-server", parent=daemon.key)
    job = cron_job("/usr/sbin/sshd -t")
    records = [sshd, daemon, session, job, wrapper]
    alone = {Entity("file", "/usr/sbin/sshd"), Entity("package", "procps")}
    assert one(records, accuse(sshd)) == alone
    guilty = one(records, accuse(sshd), accuse(daemon))
    assert {Entity("process", daemon.key), Entity("process", session.key)} <= guilty


def test_a_foreign_parent_belongs() -> None:
    parent = implant(50, executable="/opt/x", sha256="cd" * 32)
    evil = implant(parent=parent.key)
    assert Entity("process", parent.key) in one([parent, evil], accuse(evil))


def test_the_operator_never_belongs() -> None:
    shell = process(70, environment=("SSH_CONNECTION=203.0.113.9 40000 192.0.2.1 22",))
    login = accepted()
    records = [operator(shell.key), shell, login]
    assert Entity("process", shell.key) not in one(records, accuse(login))


def test_a_session_brings_what_it_started() -> None:
    login = accepted()
    shell = process(
        70, environment=("SSH_CONNECTION=203.0.113.9 40000 192.0.2.1 22",), login_session="3"
    )
    mate = process(71, login_session="3", started=login.time + 1)
    earlier = process(72, login_session="3", started=login.time - 100)
    found = one([login, shell, mate, earlier], accuse(login))
    assert {Entity("process", shell.key), Entity("process", mate.key)} <= found
    assert Entity("process", earlier.key) not in found


def test_what_a_session_wrote_belongs() -> None:
    login, key, intruder = accepted(), authorized_key(), account()
    session = Entity("session", login.session or "")
    found = one(
        [login, key, intruder],
        accuse(login),
        accuse(key, session, severity="medium"),
        accuse(intruder, session),
    )
    assert {Entity("key", key.fingerprint), Entity("account", intruder.name)} <= found


def test_an_account_that_was_only_used_joins_nothing_further() -> None:
    login = accepted()
    other = authorized_key("SHA256:innocent")
    found = one([login, other], accuse(login))
    assert Entity("account", "root") in found
    assert Entity("key", "SHA256:innocent") not in found


def test_a_later_login_with_the_intruders_key_belongs() -> None:
    key = authorized_key()
    login = accepted("198.51.100.5", method="publickey", fingerprint=key.fingerprint)
    found = one([key, login], accuse(key))
    assert {Entity("session", login.session or ""), Entity("address", "198.51.100.5")} <= found


def test_another_session_from_the_same_address_is_not_taken_along() -> None:
    guilty = accepted()
    other = accepted(pid=777, user="alice", port=50000)
    found = one([guilty, other], accuse(guilty))
    assert Entity("session", other.session or "") not in found


def test_the_service_that_an_intruder_runs_in_is_a_victim() -> None:
    evil = implant(unit="shop.service")
    shop = unit("shop.service", targets=("/usr/local/bin/shop",))
    assert Entity("unit", "shop.service") not in one([evil, shop], accuse(evil))


def test_a_timer_belongs_to_the_service_that_it_starts_unless_that_is_innocent() -> None:
    service = unit("evil.service")
    timer = unit("tick.timer", targets=(), triggers=("OnCalendar=daily", "Unit=evil.service"))
    assert Entity("unit", "tick.timer") in one([service, timer], accuse(service))
    shop = unit("tick.service", targets=("/usr/local/bin/shop",))
    started = one([shop, unit("tick.timer", targets=())], accuse(unit("tick.timer")))
    assert Entity("unit", "tick.service") not in started


def test_a_script_that_names_innocent_files_does_not_take_them_along() -> None:
    evil = file("/tmp/.x/run", content="script", mentions=("/usr/local/bin/backup",))
    backup = file("/usr/local/bin/backup", sha256="ef" * 32)
    nightly = cron_job("/usr/local/bin/backup")
    found = one([evil, backup, nightly], accuse(evil))
    assert Entity("file", "/usr/local/bin/backup") not in found
    assert Entity("job", nightly.key) not in found


def test_a_file_that_only_the_intruder_names_belongs() -> None:
    evil = file("/tmp/.x/run", content="script", mentions=("/opt/second",))
    second = file("/opt/second", sha256="ef" * 32)
    assert Entity("file", "/opt/second") in one([evil, second], accuse(evil))


def test_an_interpreter_that_was_there_before_is_not_taken_along() -> None:
    job = cron_job("/opt/app/bin/python /tmp/.x/k", targets=("/opt/app/bin/python", "/tmp/.x/k"))
    python = file("/opt/app/bin/python", sha256="ef" * 32, changed=job.file_modified - 90_000)
    found = one([job, python, file("/tmp/.x/k")], accuse(job))
    assert Entity("file", "/tmp/.x/k") in found
    assert Entity("file", python.path) not in found


def test_a_program_that_came_with_its_launcher_is_taken_along() -> None:
    for launcher in (cron_job("/opt/new/x"), unit(targets=("/opt/new/x",))):
        found = one([launcher, file("/opt/new/x", sha256="ef" * 32)], accuse(launcher))
        assert Entity("file", "/opt/new/x") in found


def test_a_program_that_a_session_only_ran_is_not_taken_along() -> None:
    evil = process(66, executable="/opt/tool", package=None, sha256="ef" * 32)
    assert Entity("file", "/opt/tool") not in one(
        [evil, file("/opt/tool", sha256="ef" * 32)], accuse(evil)
    )


def test_a_hidden_file_that_others_use_too_is_not_taken_along_by_a_script() -> None:
    evil = file("/tmp/.x/run", content="script", mentions=("/home/me/.local/bin/tool",))
    tool = file("/home/me/.local/bin/tool", sha256="ef" * 32)
    mine = cron_job("/home/me/.local/bin/tool")
    assert Entity("file", tool.path) not in one([evil, tool, mine], accuse(evil))


def test_a_folder_or_an_unknown_path_does_not_belong_by_being_named() -> None:
    evil = file("/tmp/.x/run", content="script", mentions=("/opt", "/gone"))
    found = one([evil, file("/opt", kind="directory")], accuse(evil))
    assert Entity("file", "/opt") not in found
    assert Entity("file", "/gone") not in found


def test_a_shady_script_that_starts_the_implant_belongs() -> None:
    starter = file("/var/tmp/.s/go", mentions=("/usr/lib/.x/k",), sha256="ef" * 32)
    evil = file()
    assert Entity("file", "/var/tmp/.s/go") in one([starter, evil], accuse(evil))


def test_named_together_in_a_finding_joins_processes_and_launchers_only_when_they_are_accused() -> (
    None
):
    evil, bystander, job = implant(), process(80), cron_job("/usr/bin/true")
    together = finding(
        Entity("process", evil.key),
        Entity("process", bystander.key),
        Entity("job", job.key),
        Entity("file", "/usr/bin/worker"),
    )
    found = one([evil, bystander, job], together)
    assert found == {Entity("process", evil.key), Entity("file", "/tmp/.x/k")}


def test_a_hidden_folder_and_what_is_in_it_are_one_incident() -> None:
    hidden = HiddenFile(origin=Origin(path="/usr/lib/.x"), path="/usr/lib/.x")
    evil, job = file(), cron_job()
    (only,) = clusters([hidden, evil, job], accuse(hidden), accuse(evil), accuse(job))
    assert {Entity("file", "/usr/lib/.x"), Entity("file", evil.path)} <= set(only.entities)


def test_files_of_one_package_that_were_changed_are_one_incident() -> None:
    first, second = changed_file("/usr/bin/ps"), changed_file("/usr/bin/top")
    other = changed_file("/usr/bin/kill")
    (only,) = clusters([first, second, other], accuse(first), accuse(second))
    assert set(only.entities) == {
        Entity("package", "procps"),
        Entity("file", "/usr/bin/ps"),
        Entity("file", "/usr/bin/top"),
    }


def test_two_unrelated_intrusions_are_two() -> None:
    evil = implant()
    other = implant(800, executable="/dev/shm/.y", sha256="cd" * 32)
    assert len(clusters([evil, other], accuse(evil), accuse(other))) == 2


def test_two_findings_on_one_thing_are_one_incident() -> None:
    evil = implant()
    again = finding(Entity("process", evil.key), rule="second")
    assert len(clusters([evil], accuse(evil), again)) == 1


def test_an_accusation_of_the_operator_makes_no_incident() -> None:
    shell = process(70)
    assert clusters([operator(shell.key), shell], accuse(shell)) == ()


def test_account_that_an_intruder_made_brings_its_jobs_and_rights() -> None:
    intruder, rule, job = account(), sudo_rule(), cron_job("/usr/bin/true", user="daemon2")
    session = Entity("session", accepted().session or "")
    found = one([accepted(), intruder, rule, job], accuse(intruder, session, severity="high"))
    assert {rule.subject(), job.subject()} <= found


def test_account_that_an_intruder_only_used_keeps_its_jobs_and_rights() -> None:
    victim, rule, job = account(), sudo_rule(), cron_job("/usr/bin/true", user="daemon2")
    found = one([victim, rule, job], accuse(victim))
    assert found.isdisjoint({rule.subject(), job.subject()})


def test_rights_of_several_accounts_are_nobodys_alone() -> None:
    intruder, rule = account(), sudo_rule("daemon2, alice", who=("daemon2", "alice"))
    session = Entity("session", accepted().session or "")
    found = one([accepted(), intruder, rule], accuse(intruder, session, severity="high"))
    assert rule.subject() not in found


def test_an_init_script_and_the_unit_that_is_made_of_it_are_one() -> None:
    made = unit(
        origin=Origin(path="/run/systemd/generator.late/x.service"), targets=("/etc/init.d/x",)
    )
    script = init_script()
    both = {script.subject(), Entity("unit", "x.service")}
    assert both <= one([script, made], accuse(script))
    assert both <= one([script, made], accuse(made))


def test_launchers_of_one_hidden_program_that_is_gone_are_one() -> None:
    first, second = cron_job("/tmp/.x/k"), unit(targets=("/tmp/.x/k",))
    assert Entity("unit", "x.service") in one([first, second], accuse(first))
    first, second = cron_job("/opt/k"), unit(targets=("/opt/k",))
    assert Entity("unit", "x.service") not in one([first, second], accuse(first))
