from tests.records import (
    account,
    authorized_key,
    changed_file,
    cron_job,
    implant,
    listener,
    process,
    socket,
    special,
    unit,
    web_shell,
)

from rootout.collect.artifacts.mounts import Mount
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident, Link
from rootout.model.record import Origin, Record
from rootout.verify.judge import SecondLook, judge


def verdict(
    entity: Entity,
    before: tuple[Record, ...] = (),
    after: tuple[Record, ...] = (),
    *,
    files: tuple[str, ...] = (),
    blocked: tuple[str, ...] = (),
    frozen: tuple[str, ...] = (),
    links: tuple[Link, ...] = (),
) -> str:
    incident = Incident(
        id="i",
        title="t",
        severity="high",
        entities=(entity,),
        links=links,
        findings=(),
        chapters=(),
        first_cause=None,
        unknown=(),
    )
    look = SecondLook(
        evidence=Evidence(after),
        present_files=frozenset(files),
        blocked=frozenset(blocked),
        frozen=frozenset(frozen),
    )
    found = judge(incident, Evidence(before), look)
    return found[0].state if found else "none"


def test_a_process_that_ended_is_gone() -> None:
    evil = implant()
    assert verdict(Entity("process", evil.key), (evil,), (process(1),)) == "gone"


def test_a_zombie_is_gone() -> None:
    evil = implant()
    assert verdict(Entity("process", evil.key), (evil,), (implant(state="Z"),)) == "gone"


def test_a_process_that_still_runs_has_returned() -> None:
    evil = implant()
    assert verdict(Entity("process", evil.key), (evil,), (evil,)) == "returned"


def test_a_frozen_process_is_held() -> None:
    evil = implant()
    assert verdict(Entity("process", evil.key), (evil,), (evil,), frozen=(evil.key,)) == "held"


def test_the_same_bytes_under_another_number_have_returned() -> None:
    evil, again = implant(), implant(900, inode=3)
    assert verdict(Entity("process", evil.key), (evil,), (again,)) == "returned"


def test_the_same_program_file_under_another_number_has_returned() -> None:
    evil, again = implant(sha256=None), implant(900, inode=666, sha256=None)
    assert verdict(Entity("process", evil.key), (evil,), (again,)) == "returned"


def test_another_shell_is_no_return_of_an_intruders_shell() -> None:
    shell, other = process(5, inode=8), process(6, inode=8)
    assert verdict(Entity("process", shell.key), (shell,), (other,)) == "gone"


def test_a_process_that_no_record_told_of_is_gone() -> None:
    assert verdict(Entity("process", "9:9"), (), (process(1),)) == "gone"


def test_a_file_is_judged_by_a_direct_look() -> None:
    assert verdict(Entity("file", "/x")) == "gone"
    assert verdict(Entity("file", "/x"), files=("/x",)) == "returned"


def test_a_cron_line_returns_on_any_line_of_its_table() -> None:
    job = cron_job()
    moved = cron_job(file_modified=1.0)
    assert verdict(Entity("job", job.key), (job,), (moved,)) == "returned"
    assert verdict(Entity("job", job.key), (job,), (cron_job("/other"),)) == "gone"
    assert verdict(Entity("job", job.key), (), (job,)) == "gone"


def test_a_unit_a_key_and_a_made_account_return_by_name() -> None:
    written = Link(
        source=Entity("session", "s"),
        verb="wrote",
        target=Entity("account", "daemon2"),
        records=("r",),
    )
    assert verdict(Entity("unit", "x.service"), after=(unit(),)) == "returned"
    assert verdict(Entity("unit", "x.service")) == "gone"
    assert verdict(Entity("key", "SHA256:evil"), after=(authorized_key(),)) == "returned"
    assert verdict(Entity("key", "SHA256:evil")) == "gone"
    made = Entity("account", "daemon2")
    assert verdict(made, after=(account(),), links=(written,)) == "returned"
    assert verdict(made, links=(written,)) == "gone"


def test_an_account_that_was_only_used_is_not_judged() -> None:
    assert verdict(Entity("account", "root")) == "none"


def test_an_address_is_held_by_a_block_and_returned_by_a_connection() -> None:
    address = Entity("address", "203.0.113.9")
    assert verdict(address, blocked=("203.0.113.9",)) == "held"
    assert verdict(address, after=(socket(),), blocked=("203.0.113.9",)) == "returned"
    assert verdict(address, after=(socket(state="time-wait"),)) == "gone"


def test_a_port_returns_with_a_listener() -> None:
    port = Entity("port", "tcp/31337")
    assert verdict(port, after=(listener(31337),)) == "returned"
    assert verdict(port, after=(listener(22), socket(local_port=31337))) == "gone"


def test_a_session_lasts_as_long_as_its_sshd() -> None:
    session = Entity("session", "root@203.0.113.9#555")
    sshd = process(555)
    assert verdict(session, (sshd,), (sshd,)) == "returned"
    assert verdict(session, (sshd,), (process(555, start_ticks=9),)) == "gone"


def test_what_cannot_be_looked_at_again_is_unknown() -> None:
    assert verdict(Entity("module", "x")) == "unknown"


def test_rights_that_were_taken_off_are_gone() -> None:
    find = Entity("privilege", "/usr/bin/find")
    locked = special(mode=0o755, is_immutable=True)
    assert verdict(find, (special(),), (special("/usr/bin/sudo"), locked)) == "gone"
    assert verdict(find, (special(),), (special(),)) == "returned"


def test_a_lock_that_was_taken_off_is_gone() -> None:
    table = Entity("lock", "/etc/crontab")
    locked = special("/etc/crontab", mode=0o644, is_append_only=True)
    assert verdict(table, (locked,), (special("/etc/crontab"),)) == "gone"
    assert verdict(table, (locked,), (locked,)) == "returned"


def test_a_packaged_file_is_judged_by_what_its_package_says() -> None:
    path, changed = "/usr/bin/ls", changed_file("/usr/bin/ls")
    file = Entity("file", path)
    assert verdict(file, (changed,), (changed,), files=(path,)) == "returned"
    assert verdict(file, (changed,), (), files=(path,)) == "gone"
    assert verdict(file, (), (), files=(path,)) == "returned"
    package = Entity("package", changed.package)
    assert verdict(package, (changed,), (changed,)) == "returned"
    assert verdict(package, (changed,), (changed_file(path, is_configuration=True),)) == "gone"


def test_a_mount_is_looked_at_again() -> None:
    over = Mount(
        origin=Origin(path="/proc/self/mountinfo"),
        mount_point="/proc/7",
        source="tmpfs",
        type="tmpfs",
        root="/",
        options=(),
    )
    assert verdict(Entity("mount", "/proc/7"), (over,), (over,)) == "returned"
    assert verdict(Entity("mount", "/proc/7"), (over,), ()) == "gone"


def test_a_web_shell_s_address_is_gone_when_nothing_answers_there() -> None:
    url = Entity("url", "/uploads/x.php")
    assert verdict(url, (web_shell(),)) == "gone"
    assert verdict(url, (web_shell(),), (web_shell(),)) == "returned"


def test_a_page_that_was_attacked_and_stays_is_not_judged() -> None:
    assert verdict(Entity("url", "/search.php"), (web_shell(),)) == "none"


def test_a_port_on_which_others_listen_too_is_not_judged() -> None:
    port = Entity("port", "tcp/80")
    assert verdict(port, (listener(80),), (listener(80),)) == "none"
