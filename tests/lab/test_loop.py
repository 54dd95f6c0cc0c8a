"""The whole loop on a whole server: scan, story, plan, eviction, proof, reboot, and undo."""

import re
import subprocess
import time
from pathlib import Path

import pytest
from tests.lab.changes import differences
from tests.lab.documents import Document, at_least, entities, listed, pids
from tests.lab.intrusion.plant import Intrusion, intrude
from tests.lab.network import OPERATOR
from tests.lab.server import Server
from tests.lab.ssh import Session

pytestmark = pytest.mark.lab

SCREEN = 60  # lines that a person takes in at once
INNOCENT = (
    "/etc/crontab",
    "/etc/cron.d/backup-www",
    "/etc/cron.d/php",
    "/etc/systemd/system/shop-worker.service",
    "/etc/ssh/sshd_config.d/careless.conf",
    "/etc/sudoers.d/deploy",
    "/etc/nginx/sites-available/default",
    "/home/alice/.bashrc",
    "/home/alice/.ssh/authorized_keys",
    "/home/deploy/.ssh/authorized_keys",
    "/srv/www/index.php",
    "/srv/www/upload.php",
    "/usr/local/bin/backup-www",
    "/usr/local/bin/shop-worker",
    "/var/spool/cron/crontabs/deploy",
)


@pytest.fixture(scope="module")
def told(planted: Intrusion) -> Document:
    """Return what a scan of the hacked server says."""
    result = planted.server.rootout("scan", "--json")
    assert result.code == 1, result
    return result.json()


@pytest.fixture(scope="module")
def incident(told: Document) -> Document:
    """Return the one incident of that scan."""
    (only,) = listed(told, "incidents")
    return only


def test_a_clean_server_has_nothing_at_medium_or_above(server: Server) -> None:
    with_operator = server.operator()
    result = server.rootout("scan", "--json")
    assert at_least("medium", listed(result.json(), "findings")) == []
    assert listed(result.json(), "incidents") == []
    assert result.code in (0, 3), result
    assert with_operator.is_alive()


def test_a_scan_changes_nothing(server: Server) -> None:
    intrude(server)
    before = server.changes()
    server.rootout("scan", "--json")
    assert differences(before, server.changes(), server.base.root) == {}


def test_one_incident_says_how_they_came_in(incident: Document, planted: Intrusion) -> None:
    named = entities(incident)
    assert ("address", planted.address) in named
    sessions = [key for kind, key in named if kind == "session"]
    assert any(key.startswith(f"root@{planted.address}#") for key in sessions), sessions
    told = f"{incident['first_cause']}"
    assert planted.address in told
    assert "root" in told
    assert re.search(r"\b400\b", f"{incident['chapters']}{told}"), told


def test_it_says_what_runs(incident: Document, told: Document, planted: Intrusion) -> None:
    assert set(planted.pids().values()) <= pids(entities(incident))
    assert planted.sha256 in f"{incident}{listed(told, 'findings')}"


def test_it_says_what_brings_them_back(incident: Document, planted: Intrusion) -> None:
    named = entities(incident)
    assert ("unit", planted.unit) in named
    lines = (planted.server.root / planted.crontab.lstrip("/")).read_text().splitlines()
    number = lines.index(planted.cron_line) + 1
    assert ("job", f"{planted.crontab}:{number}") in named
    assert ("job", f"{planted.cron_file}:1") in named
    assert ("key", planted.fingerprint) in named
    assert ("account", planted.account) in named
    assert ("file", planted.store) in named


def test_it_says_whom_they_talk_to(incident: Document, planted: Intrusion) -> None:
    assert ("port", f"tcp/{planted.port}") in entities(incident)
    connects = [one for one in listed(incident, "links") if one["verb"] == "connects"]
    assert any(planted.address in f"{one['target']}" for one in connects), connects


def test_innocent_things_are_no_part_of_it(incident: Document) -> None:
    named = entities(incident)
    assert not {path for path in INNOCENT if ("file", path) in named}
    assert ("address", OPERATOR) not in named
    assert not {("account", name) for name in ("alice", "deploy", "bob")} & {
        tuple(link["target"].values())[:2]
        for link in listed(incident, "links")
        if link["verb"] == "wrote" and isinstance(link["target"], dict)
    }
    assert ("unit", "shop-worker.service") not in named


def test_the_story_fits_on_one_screen_and_names_it_all(planted: Intrusion) -> None:
    text = planted.server.rootout("scan").stdout
    assert len(text.splitlines()) <= SCREEN, text
    names = (planted.address, planted.account, planted.unit, planted.store, planted.cron_file)
    assert not [name for name in (*names, planted.crontab, f"{planted.port}") if name not in text]


def test_the_plan_has_a_step_and_a_reason_for_each_part(told: Document, planted: Intrusion) -> None:
    plan = planted.server.rootout("plan", f"{told['case']}", "--json").json()
    steps = listed(plan, "steps")
    assert all(step["because"] for step in steps)
    said = {f"{step['action']}": "" for step in steps}
    for step in steps:
        said[f"{step['action']}"] += f" {step['arguments']}"
    assert planted.address in said["block_address"]
    assert (
        planted.cron_line in said["remove_cron_line"] or planted.crontab in said["remove_cron_line"]
    )
    assert planted.cron_file in said["remove_file"]
    assert planted.unit in said["disable_unit"]
    assert planted.fingerprint in said["revoke_key"]
    assert planted.account in said["remove_account"]
    assert planted.store in said["quarantine_file"]
    for pid in planted.pids().values():
        assert f"{pid}" in said["freeze_process"]
        assert f"{pid}" in said["stop_process"]
    assert not [path for path in INNOCENT for text in said.values() if path in text]


def test_evict_ends_it_and_nothing_comes_back_after_a_reboot(server: Server) -> None:
    operator = server.operator()
    innocent = _contents(server)
    planted = intrude(server, leave_open=True)
    case = f"{server.rootout('scan', '--json').json()['case']}"

    _evict_beside(operator, server, case)
    assert planted.session is not None
    assert not planted.session.is_alive()
    _assert_gone(planted)
    assert server.rootout("verify", case).code == 0

    server.reboot()
    time.sleep(62)  # past cron's next minute
    _assert_gone(planted)
    assert _contents(server) == innocent
    _assert_in_service(server)
    assert server.rootout("verify", case).code == 0


def test_undo_gives_back_every_byte_mode_owner_and_time(server: Server) -> None:
    operator = server.operator()
    planted = intrude(server)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    before = server.changes()

    _evict_beside(operator, server, case)
    _assert_gone(planted)
    undone = server.rootout("undo", case)
    assert undone.code == 0, undone

    assert differences(before, server.changes(), server.base.root) == {}
    assert "rootout" not in server.shell("nft list ruleset")
    assert operator.is_alive()
    again = server.rootout("undo", case)
    assert again.code == 0, again
    planted.wait_until_whole(70)  # the launchers are back, and work


def _evict_beside(operator: Session, server: Server, case: str) -> None:
    """Evict, while the operator's session answers all the time."""
    with subprocess.Popen(
        server.command(*server.rootout_argv("evict", case, "--yes")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        while running.poll() is None:
            assert operator.is_alive(), "the operator was cut off"
            time.sleep(0.5)
        assert running.stdout is not None
        assert running.returncode == 0, running.stdout.read().decode(errors="replace")


def _assert_gone(planted: Intrusion) -> None:
    root = planted.server.root
    assert planted.pids() == {}
    for path in (planted.store, planted.cron_file, planted.unit_file, planted.program):
        assert not (root / path.lstrip("/")).exists(), path
    assert planted.cron_line not in _text(root, planted.crontab)
    assert planted.key_line not in _text(root, planted.keys_file)
    for path in ("/etc/passwd", "/etc/shadow"):
        assert f"{planted.account}:" not in _text(root, path)
    base = planted.server.base.root
    for path in (planted.crontab, planted.keys_file):
        kept = [line for line in _text(base, path).splitlines() if "installed on" not in line]
        assert not set(kept) - set(_text(root, path).splitlines()), path
    wanted = root / f"etc/systemd/system/multi-user.target.wants/{planted.unit}"
    assert not wanted.is_symlink()


def _assert_in_service(server: Server) -> None:
    assert server.fetch("/index.php").startswith("shop ok")
    operator = server.operator()
    assert operator.run("whoami") == "root\n"
    sudo = "su - alice -c 'echo lab-alice | sudo -S -p \"\" id -u'"
    assert operator.run(sudo).split()[-1] == "0"
    assert server.shell("systemctl is-system-running").strip() == "running"
    assert server.shell("systemctl is-active shop-worker").strip() == "active"


def _contents(server: Server) -> dict[str, bytes]:
    return {path: (server.root / path.lstrip("/")).read_bytes() for path in INNOCENT}


def _text(root: Path, path: str) -> str:
    return (root / path.lstrip("/")).read_text()
