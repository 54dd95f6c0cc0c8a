from tests.records import changed_file, file, packaged, process

from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.record import Record
from rootout.respond.actions.restore_file import RestoreFile
from rootout.respond.victims import restorations, still_running

CRON = "/usr/sbin/cron"


def restored(records: list[Record], *inside: str, whole: str = "") -> list[RestoreFile]:
    members = frozenset(Entity("file", path) for path in inside)
    found = list(restorations(members, {whole}, Evidence(records)))
    assert all(because == "it is not what the package procps put there" for _, because in found)
    return [one for one, _ in found if isinstance(one, RestoreFile)]


def test_changed_files_of_the_incident_are_restored_and_no_others() -> None:
    records: list[Record] = [changed_file("/usr/bin/ps"), changed_file("/usr/bin/top")]
    assert restored(records, "/usr/bin/ps") == [RestoreFile(path="/usr/bin/ps")]
    assert restored(records, whole="/usr/bin/top") == [RestoreFile(path="/usr/bin/top")]


def test_a_backup_is_looked_for_among_the_files_of_the_incident_that_nobody_owns() -> None:
    records: list[Record] = [
        changed_file("/usr/bin/ps"),
        file("/usr/lib/.x/ps"),
        file("/opt/other"),
        packaged("/usr/bin/top"),
    ]
    (action,) = restored(records, "/usr/bin/ps", "/usr/lib/.x/ps", "/usr/bin/top")
    assert action.backups == ("/usr/lib/.x/ps",)


def test_what_the_sweep_missed_is_known_from_a_look_at_the_file() -> None:
    seen = packaged("/usr/bin/ps", package="procps", is_intact=False)
    assert restored([seen], "/usr/bin/ps") == [RestoreFile(path="/usr/bin/ps")]


def test_a_file_of_which_only_the_mode_changed_keeps_its_bytes() -> None:
    ping = changed_file("/usr/bin/ping", changes=("mode", "owner"))
    assert restored([ping], "/usr/bin/ping") == []


def test_a_service_goes_on_and_a_person_is_told_to_restart_it() -> None:
    cron = changed_file(CRON, package="cron")
    daemon = process(68, executable=CRON, package="cron", unit="cron.service")
    odd = process(70, executable=CRON, package="cron", unit="x;reboot.service")
    other = process(71, executable="/usr/bin/top", package="procps", unit="top.service")
    evidence = Evidence([cron, daemon, odd, other])
    (refused,) = still_running(frozenset((Entity("file", CRON),)), evidence)
    assert refused.summary == f"stop pid 68, 70, which may run the changed {CRON}"
    assert refused.because.endswith(
        "once cron is restored, restart it: systemctl restart cron.service"
    )


def test_what_no_service_runs_is_told_without_a_command() -> None:
    cron = changed_file(CRON, package="cron")
    loose = process(70, executable=CRON, package="cron")
    inside = Entity("file", CRON)
    (refused,) = still_running(frozenset((inside,)), Evidence([cron, loose]))
    assert refused.because.endswith("restart it")
    assert list(still_running(frozenset(), Evidence([cron, loose]))) == []
    members = frozenset((inside, Entity("process", loose.key)))
    assert list(still_running(members, Evidence([cron, loose]))) == []
