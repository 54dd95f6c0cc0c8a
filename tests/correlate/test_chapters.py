from tests.records import (
    accepted,
    account,
    authorized_key,
    cron_job,
    failed,
    file,
    finding,
    implant,
    listener,
    preloaded,
    process,
    socket,
    special,
    unit,
)

from rootout.correlate.chapters import chapters_of, keys, moment
from rootout.correlate.graph import Cluster
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Origin, Record


def chapters(*records: Record, findings: tuple[Finding, ...] = ()) -> dict[str, tuple[str, ...]]:
    entities = {entity for record in records for entity in record.entities()}
    cluster = Cluster(entities=tuple(sorted(entities)), links=(), findings=findings)
    return {one.title: one.sentences for one in chapters_of(cluster, Evidence(records))}


def test_times_are_written_in_utc() -> None:
    assert moment(0) == "1970-01-01 00:00:00 UTC"


def test_keys_of_one_kind_are_picked_out() -> None:
    entities = (Entity("file", "/a"), Entity("port", "tcp/1"))
    assert keys(Cluster(entities=entities, links=(), findings=()), "port") == ("tcp/1",)


def test_the_entry_counts_failed_tries_of_that_address_before_the_login() -> None:
    login = accepted()
    tries = [failed(1), failed(2, user="alice", count=4), failed(3, "198.51.100.1")]
    (sentence,) = chapters(login, *tries)["How they came in"]
    assert "login as root from 203.0.113.9 with password after 5 failed tries" in sentence
    assert "(for alice, root)" in sentence


def test_a_login_at_the_first_try_has_no_count() -> None:
    (sentence,) = chapters(accepted(method=""))["How they came in"]
    assert "with an unknown method." in sentence


def test_without_a_login_the_exposed_ports_are_named() -> None:
    sentences = chapters(listener(8080), listener(25, local_address="127.0.0.1"))
    assert sentences["How they came in"][1] == "The world can reach tcp ports 8080."


def test_without_a_login_or_a_port_only_the_doubt_is_left() -> None:
    assert len(chapters(cron_job())["How they came in"]) == 1


def test_a_disguised_deleted_program_is_told_whole() -> None:
    (sentence,) = chapters(implant())["What runs"]
    assert sentence.startswith("pid 666 runs /tmp/.x/k (deleted from disk), shown as [kworker/0:3]")
    assert sentence.endswith(f"sha256 {'ab' * 32}.")


def test_a_program_in_memory_and_one_without_arguments_are_told() -> None:
    in_memory, silent = (
        implant(1, in_memory=True),
        process(2, arguments=(), name="/usr/bin/worker"),
    )
    first, second = chapters(in_memory, silent)["What runs"]
    assert "a program that only exists in memory, shown" in first
    assert "shown" not in second


def test_a_process_without_a_program_is_told() -> None:
    (sentence,) = chapters(process(3, executable=None, arguments=()))["What runs"]
    assert "no program on disk" in sentence


def test_every_kind_of_launcher_is_told_with_its_place() -> None:
    told = chapters(
        cron_job(), unit(), unit("y.service", restart="", links=()), authorized_key(), preloaded()
    )["What brings it back"]
    assert told[0].startswith("/etc/cron.d/x:1: /usr/lib/.x/k is run by cron")
    assert told[1].endswith("Restart=always, started at boot.")
    assert told[2].endswith("systemd runs /usr/lib/.x/k.")
    assert "opens the account root" in told[3]
    assert told[4] == "/etc/ld.so.preload: every program loads /usr/lib/.x/h.so."


def test_a_timer_is_told_with_what_it_starts_and_when() -> None:
    tick = unit("tick.timer", commands=(), restart="", links=(), triggers=("OnCalendar=daily",))
    (sentence,) = chapters(tick)["What brings it back"]
    assert sentence.endswith("tick.timer: systemd runs tick.service by OnCalendar=daily.")


def test_a_key_without_a_comment_is_told() -> None:
    (sentence,) = chapters(authorized_key(comment=""))["What brings it back"]
    assert "SHA256:evil opens" in sentence


def test_contacts_name_the_process_and_the_other_side() -> None:
    evil = implant()
    told = chapters(
        evil,
        socket(processes=(evil.key,)),
        listener(31337, processes=(evil.key,)),
        socket(processes=(evil.key,), remote_address="", protocol="unix"),
    )["Whom it talks to"]
    assert told == (
        "pid 666 holds a tcp connection to 203.0.113.9 port 4444 (established).",
        "pid 666 listens on tcp port 31337.",
    )


def test_sockets_of_others_are_not_told() -> None:
    evil = implant()
    cluster = Cluster(entities=(Entity("process", evil.key),), links=(), findings=())
    titles = [one.title for one in chapters_of(cluster, Evidence((evil, socket())))]
    assert "Whom it talks to" not in titles


def test_what_is_outside_the_incident_is_not_told() -> None:
    records = (
        process(1),
        cron_job(),
        unit(),
        authorized_key(),
        preloaded(),
        account(),
        file(),
    )
    cluster = Cluster(entities=(Entity("port", "tcp/1"),), links=(), findings=())
    titles = [one.title for one in chapters_of(cluster, Evidence(records))]
    assert titles == ["How they came in"]


def test_changes_name_accused_accounts_and_files() -> None:
    bare = file("/usr/lib/.x/k", sha256=None)
    accused = finding(Entity("account", "daemon2"))
    told = chapters(account(), bare, findings=(accused,))["What was changed"]
    assert told[0] == "The account daemon2 has uid 0 (home /root)."
    assert told[1].startswith("/usr/lib/.x/k: elf, 1000 bytes, written 2023")
    assert chapters(file())["What was changed"][0].endswith(f"sha256 {'ab' * 32}.")


def test_a_setting_is_told_as_it_stands_in_its_file() -> None:
    line = ConfigurationLine(
        origin=Origin(path="/etc/sudoers", line=3),
        text="evil ALL=NOPASSWD: ALL ",
        file_modified=0.0,
        is_shared=True,
    )
    assert chapters(line)["What brings it back"] == ("/etc/sudoers:3: evil ALL=NOPASSWD: ALL",)


def test_rights_and_locks_are_told() -> None:
    told = chapters(special(capabilities=("cap_setuid",), is_immutable=True))
    assert told["What was changed"] == ("/usr/bin/find carries SUID root, cap_setuid, immutable.",)


def test_a_file_with_rights_of_its_own_is_told_only_inside() -> None:
    inside, outside = special("/var/tmp/.sh"), special("/usr/bin/sudo")
    cluster = Cluster(entities=inside.entities(), links=(), findings=())
    told = chapters_of(cluster, Evidence((inside, outside)))
    sentences = [one for chapter in told for one in chapter.sentences]
    assert any("/var/tmp/.sh carries" in one for one in sentences)
    assert not any("/usr/bin/sudo" in one for one in sentences)
