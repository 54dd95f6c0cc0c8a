from dataclasses import replace

from tests.records import (
    accepted,
    account,
    authorized_key,
    changed_file,
    cron_job,
    file,
    finding,
    implant,
    listener,
    login_session,
    packaged,
    preloaded,
    process,
    socket,
    special,
    unit,
)

from rootout.collect.artifacts.periodic_scripts import PeriodicScript
from rootout.collect.artifacts.unit_drop_ins import UnitDropIn
from rootout.correlate.story import incidents_of
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.plan import PHASES, Plan
from rootout.model.record import Origin, Record
from rootout.respond.action import load_actions
from rootout.respond.guard import Guard, Protected
from rootout.respond.planner import ORDER, plan_for
from rootout.respond.stages import changes


def plan(records: list[Record], *findings: Finding, protected: Protected | None = None) -> Plan:
    evidence = Evidence(records)
    guard = Guard(protected or Protected())
    return plan_for("case", incidents_of(evidence, findings), evidence, guard)


def accuse(record: Record, *others: Entity) -> Finding:
    return finding(record.entities()[0], *others, rule=str(record.entities()[0]))


def actions(made: Plan) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for step in filter(changes, made.steps):
        found.setdefault(step.action, []).append(step.arguments)
    return found


def whole_intrusion() -> tuple[list[Record], tuple[Finding, ...]]:
    login, evil = accepted(), implant()
    session = Entity("session", login.session or "")
    sshd = process(555, executable="/usr/sbin/sshd", started=login.time - 1)
    job, service, key, made = cron_job(), unit(), authorized_key(), account()
    talk = socket(processes=(evil.key,))
    library = preloaded()
    hook = file("/usr/lib/.x/h.so", sha256="ef" * 32)
    records: list[Record] = [
        login, evil, sshd, job, service, key, made, talk, file(), library, hook
    ]  # fmt: skip
    return records, (
        accuse(login),
        accuse(evil, session),
        accuse(key, session),
        accuse(made, session),
        accuse(library, session),
    )


def test_every_part_of_an_intrusion_has_its_step() -> None:
    records, findings = whole_intrusion()
    done = actions(plan(records, *findings))
    assert done["freeze_process"] == [{"processes": ["666:6660"]}]
    assert done["stop_process"] == [{"processes": ["666:6660"]}]
    assert done["end_session"][0]["processes"] == ["555:5550"]
    assert done["block_address"] == [{"addresses": ["203.0.113.9"], "seconds": 0}]
    assert done["remove_file"] == [{"path": "/etc/cron.d/x"}]
    assert done["disable_unit"][0]["unit"] == "x.service"
    assert done["revoke_key"][0]["fingerprint"] == "SHA256:evil"
    assert done["remove_account"] == [{"account": "daemon2", "uid": 0}]
    assert done["restore_preload"][0]["libraries"] == ["/usr/lib/.x/h.so"]
    assert {"path": "/usr/lib/.x/k"} in done["quarantine_file"]
    assert {"path": "/usr/lib/.x/h.so"} in done["quarantine_file"]


def test_steps_are_numbered_in_the_order_in_which_they_are_done() -> None:
    records, findings = whole_intrusion()
    steps = plan(records, *findings).steps
    assert [one.number for one in steps] == list(range(1, len(steps) + 1))
    places = [(PHASES.index(one.phase), ORDER.index(one.action)) for one in filter(changes, steps)]
    assert places == sorted(places)
    assert all(one.because and one.summary for one in steps)


def test_every_action_has_a_place_in_the_order() -> None:
    assert set(ORDER) == set(load_actions())


def test_launchers_are_disarmed_before_anything_is_killed() -> None:
    assert ORDER.index("disable_unit") < ORDER.index("stop_process")
    assert ORDER.index("stop_process") < ORDER.index("quarantine_file")


def test_ports_on_which_the_intruder_alone_listens_are_blocked() -> None:
    evil = implant()
    records: list[Record] = [
        evil,
        listener(4444, processes=(evil.key,)),
        listener(4444, family=10, processes=(evil.key,)),
        listener(5353, protocol="udp", processes=(evil.key,)),
        listener(9000, processes=(evil.key, "100:1000")),
        listener(6000, processes=(evil.key,)),
        listener(6000, local_address="127.0.0.1"),
        listener(7000, processes=()),
        socket(processes=(evil.key,)),
    ]
    done = actions(plan(records, accuse(evil)))
    assert done["block_port"] == [{"ports": ["tcp/4444", "udp/5353"], "seconds": 0}]


def test_accounts_entered_by_password_are_locked_and_those_entered_by_key_stay() -> None:
    known = accepted(user="alice", pid=1)
    typed = accepted(user="carol", pid=2, method="keyboard-interactive/pam")
    keyed = accepted(user="bob", pid=3, method="publickey", fingerprint="SHA256:evil")
    gone, innocent = accepted(user="mallory", pid=4), accepted("192.0.2.1", user="dave", pid=5)
    names = ("alice", "bob", "carol", "dave")
    people = [account(one, uid=1000 + number) for number, one in enumerate(names)]
    guilty = (known, typed, keyed, gone)
    made = plan([*guilty, innocent, *people], *map(accuse, guilty))
    done = actions(made)
    assert done["lock_account"] == [{"account": "alice"}, {"account": "carol"}]
    assert done["expire_password"] == [{"account": "alice"}, {"account": "carol"}]
    assert {one.phase for one in made.steps if "account" in one.arguments} == {"contain"}


def test_of_root_it_is_told_once_that_its_password_is_known() -> None:
    login = accepted()
    made = plan([login, account("root", uid=0)], accuse(login))
    assert "lock_account" not in actions(made)
    (refused,) = made.refused
    assert "give it a new password yourself" in refused.because


def test_nothing_is_planned_where_nothing_happened() -> None:
    assert plan([process(1), file("/opt/x")]).steps == ()


def test_what_the_guard_refuses_is_told_and_not_planned() -> None:
    evil, talk = implant(), socket(processes=("666:6660",))
    made = plan(
        [evil, talk],
        accuse(evil),
        protected=Protected(addresses=frozenset(("203.0.113.9",))),
    )
    assert "block_address" not in actions(made)
    (refused,) = made.refused
    assert "by which you are connected" in refused.because


def test_of_a_table_with_an_innocent_line_only_the_guilty_line_goes() -> None:
    evil = implant()
    guilty = cron_job()
    innocent = cron_job(
        "/usr/bin/backup", origin=Origin(path="/etc/cron.d/x", line=2), targets=("/usr/bin/backup",)
    )
    done = actions(plan([evil, guilty, innocent, file()], accuse(evil)))
    assert "remove_file" not in done
    (line,) = done["remove_line"]
    assert (line["path"], line["line"], line["text"]) == ("/etc/cron.d/x", 1, guilty.text)


def test_of_a_users_table_only_the_line_goes_even_where_it_is_alone() -> None:
    evil = implant()
    job = replace(cron_job(), is_shared=True)
    assert "remove_line" in actions(plan([evil, job, file()], accuse(evil)))


def test_drop_ins_that_change_every_service_stay() -> None:
    own = "/etc/systemd/system/x.service"
    files = (own, f"{own}.d/more.conf", "/etc/systemd/system/service.d/limits.conf")
    evil, service = implant(), unit(files=files)
    done = actions(plan([evil, service, file()], accuse(evil)))
    assert done["disable_unit"][0]["files"] == [own, f"{own}.d/more.conf"]


def test_the_timer_of_a_service_goes_with_it() -> None:
    timer = unit("x.timer", commands=(), targets=(), triggers=("OnCalendar=daily",))
    made = plan([unit(), timer, file()], accuse(unit()))
    (step,) = [one for one in made.steps if "disable x.timer" in one.summary]
    assert step.because == "systemd brings it back: OnCalendar=daily"


def test_a_packaged_program_that_was_changed_is_restored_before_its_backup_goes() -> None:
    wrapper, backup = changed_file("/usr/bin/ps"), file("/usr/bin/.ps")
    made = plan([wrapper, backup], accuse(wrapper, Entity("file", "/usr/bin/.ps")), accuse(backup))
    done = actions(made)
    assert done["restore_file"] == [{"path": "/usr/bin/ps", "backups": ["/usr/bin/.ps"]}]
    assert done["quarantine_file"] == [{"path": "/usr/bin/.ps"}]
    names = [one.action for one in made.steps]
    assert names.index("restore_file") < names.index("quarantine_file")
    (step,) = [one for one in made.steps if one.action == "restore_file"]
    assert step.because == "it is not what the package procps put there"


def test_a_packaged_script_that_launches_the_intruder_is_restored_and_not_removed() -> None:
    script = PeriodicScript(
        origin=Origin(path="/etc/cron.daily/logrotate"),
        text="",
        file_modified=0.0,
        is_shared=False,
        user="root",
        command="/usr/lib/.x/k",
        targets=("/usr/lib/.x/k",),
        period="daily",
    )
    known = packaged(script.origin.path, is_intact=False)
    changed = changed_file(script.origin.path, is_configuration=True)
    done = actions(plan([script, known, changed], accuse(script)))
    assert [one["path"] for one in done["restore_file"]] == ["/etc/cron.daily/logrotate"]
    assert "remove_file" not in done


def test_of_a_packaged_table_only_the_intruders_line_goes() -> None:
    table = changed_file("/etc/crontab", is_configuration=True)
    line = cron_job(origin=Origin(path="/etc/crontab", line=9), is_shared=True)
    done = actions(plan([table, line], accuse(line)))
    assert "restore_file" not in done
    assert [one["path"] for one in done["remove_line"]] == ["/etc/crontab"]


def test_a_zombie_a_packaged_unit_and_a_packaged_file_are_left_alone() -> None:
    dead = implant(state="Z")
    owned = unit("ssh.service", package="openssh-server")
    known = packaged("/usr/bin/x")
    made = plan([dead, owned, known], accuse(dead), accuse(owned), accuse(known))
    assert made.steps == ()


def test_an_account_that_was_only_used_is_not_removed() -> None:
    login = accepted(user="alice")
    made = plan([login, account("alice", uid=1000)], accuse(login))
    assert "remove_account" not in actions(made)


def test_root_is_never_removed() -> None:
    login, root = accepted(), account("root")
    made = plan([login, root], accuse(login), accuse(root, Entity("session", login.session or "")))
    assert "remove_account" not in actions(made)


def test_a_session_whose_sshd_is_gone_is_not_ended() -> None:
    login = accepted()
    later = process(555, started=login.time + 600)
    assert "end_session" not in actions(plan([login, later], accuse(login)))


def test_launcher_files_are_disarmed_by_their_own_step_and_not_quarantined() -> None:
    evil, job = implant(), cron_job()
    table = file("/etc/cron.d/x", content="text", sha256="aa" * 32, mentions=("/usr/lib/.x/k",))
    done = actions(plan([evil, job, table, file()], accuse(evil), accuse(table)))
    assert {"path": "/etc/cron.d/x"} not in done["quarantine_file"]


def test_only_hidden_folders_go_with_what_was_in_them() -> None:
    hidden, open_ = file("/opt/.x/k"), file("/opt/k", sha256="cd" * 32)
    among_others = file("/tmp/.X11-unix/k", sha256="ee" * 32)
    done = actions(plan([hidden, open_, among_others], *map(accuse, (hidden, open_, among_others))))
    assert done["remove_folder"] == [{"path": "/opt/.x"}]


def test_what_is_outside_the_incident_is_left_alone() -> None:
    evil = implant()
    outside: list[Record] = [
        accepted("198.51.100.7", pid=700),
        process(700, executable="/usr/sbin/sshd"),
        authorized_key("SHA256:mine"),
        unit("shop.service", targets=("/usr/local/bin/shop",)),
        cron_job("/usr/local/bin/backup"),
        preloaded("/usr/lib/snoopy.so"),
        account("alice"),
        file("/usr/local/bin/shop", sha256="aa" * 32),
    ]
    done = actions(plan([evil, *outside], accuse(evil)))
    assert set(done) == {"freeze_process", "stop_process"}


def test_a_setting_goes_with_its_line_and_is_called_what_it_is() -> None:
    evil = implant()
    rule = ConfigurationLine(
        origin=Origin(path="/etc/sudoers", line=3),
        text="evil ALL=NOPASSWD: ALL",
        file_modified=0.0,
        is_shared=True,
    )
    (step,) = (
        one
        for one in plan([evil, rule], accuse(evil), accuse(rule)).steps
        if one.action == "remove_line"
    )
    assert step.arguments["kind"] == "setting"
    assert step.because == "the intruder's setting"


def test_a_script_of_a_package_is_not_removed_as_a_whole() -> None:
    evil = implant()
    script = PeriodicScript(
        origin=Origin(path="/etc/cron.daily/apt"),
        text="",
        file_modified=0.0,
        is_shared=False,
        user="root",
        command="/tmp/.x/k",
        targets=("/tmp/.x/k",),
        period="daily",
    )
    own = file("/etc/cron.daily/apt", package="apt", is_intact=False)
    made = plan([evil, script, own], accuse(evil), accuse(script))
    assert "remove_file" not in actions(made)
    assert [one["path"] for one in actions(made)["restore_file"]] == ["/etc/cron.daily/apt"]
    assert "remove_file" in actions(plan([evil, script], accuse(evil), accuse(script)))


def test_a_packaged_program_keeps_its_place_and_loses_its_rights() -> None:
    find, own = special(), packaged("/usr/bin/find")
    done = actions(plan([find, own], accuse(find)))
    assert done == {"restore_mode": [{"path": "/usr/bin/find"}]}


def test_an_unowned_program_goes_with_its_rights() -> None:
    shell, seen = special("/tmp/.sh", package=None), file("/tmp/.sh")
    accused = finding(Entity("file", "/tmp/.sh"), Entity("privilege", "/tmp/.sh"))
    assert actions(plan([shell, seen], accused)) == {"quarantine_file": [{"path": "/tmp/.sh"}]}


def test_what_stays_is_unlocked_before_it_is_mended() -> None:
    job, key = cron_job(is_shared=True), authorized_key()
    locked = [
        special(path, mode=0o644, is_immutable=True, package=None)
        for path in (job.origin.path, key.origin.path, "/etc/resolv.conf", "/etc/cron.d")
    ]
    accused = (accuse(job), accuse(key), accuse(locked[3]))
    made = plan([job, key, *locked], *accused)
    unlocked = [one.arguments["path"] for one in made.steps if one.action == "clear_immutable"]
    assert unlocked == [job.origin.path, key.origin.path, "/etc/cron.d"]
    order = [one.action for one in made.steps]
    assert order.index("clear_immutable") < order.index("remove_line")


def test_a_session_that_only_logind_knows_is_ended_too() -> None:
    sshd, login = process(4242), login_session(leader=4242)
    done = actions(plan([sshd, login], accuse(login)))
    assert done["end_session"] == [{"session": login.session, "processes": [sshd.key]}]
    assert "end_session" not in actions(plan([login], accuse(login)))


def test_a_drop_in_goes_without_its_unit() -> None:
    evil = implant()
    added = UnitDropIn(
        origin=Origin(path="/etc/systemd/system/cron.service.d/x.conf"),
        text="",
        file_modified=0.0,
        is_shared=False,
        user="root",
        command="/tmp/x",
        targets=("/tmp/x",),
        unit="cron.service",
    )
    done = actions(plan([evil, added], accuse(evil), accuse(added)))
    assert done["remove_drop_in"] == [{"path": added.origin.path}]
    assert "disable_unit" not in done


def test_unit_of_a_user_goes_as_a_file_because_the_system_may_have_one_of_that_name() -> None:
    folder = "/home/eve/.config/systemd/user"
    path, link = f"{folder}/ssh.service", f"{folder}/default.target.wants/ssh.service"
    evil = unit("ssh.service", origin=Origin(path=path), files=(path,), links=(link,))
    made = actions(plan([evil], accuse(evil)))
    assert made["remove_file"] == [{"path": link}, {"path": path}]
    assert "disable_unit" not in made
