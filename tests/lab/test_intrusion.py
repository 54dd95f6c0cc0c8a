"""The plant itself: what it says it is, what brings it back, and that it is harmless."""

import os
import re
import signal
from pathlib import Path

import pytest
from tests.lab.changes import differences
from tests.lab.intrusion.plant import FUSE, Intrusion, intrude
from tests.lab.intrusion.tries import REAL, UTMP
from tests.lab.network import OPERATOR, SERVER
from tests.lab.server import Server

pytestmark = pytest.mark.lab


def test_the_implant_hides_listens_and_holds_its_connection(planted: Intrusion) -> None:
    server = planted.server
    pid = planted.pids()[planted.names[0]]
    assert server.shell(f"readlink /proc/{pid}/exe").strip() == f"{planted.program} (deleted)"
    assert server.shell(f"cat /proc/{pid}/cmdline") == "[kworker/0:3]\0"
    assert server.shell(f"sha256sum < /proc/{pid}/exe").split()[0] == planted.sha256
    sockets = server.shell("ss -tnapH")
    assert re.search(rf"LISTEN .*0\.0\.0\.0:{planted.port} .*pid={pid},", sockets)
    peer = re.escape(f"{planted.address}:{planted.attacker_port}")
    assert re.search(rf"ESTAB .*{re.escape(SERVER)}:\d+ +{peer} .*pid={pid},", sockets)


def test_the_plant_changes_exactly_what_it_says(server: Server) -> None:
    before = server.changes()
    planted = intrude(server)
    found = set(differences(before, server.changes(), server.base.root))
    added = {planted.store, planted.cron_file, planted.unit_file, str(Path(planted.store).parent)}
    link = f"/etc/systemd/system/multi-user.target.wants/{planted.unit}"
    accounts = {f"/etc/{name}" for name in ("passwd", "passwd-", "shadow", "shadow-")}
    subordinate = {f"/etc/sub{kind}id{old}" for kind in "ug" for old in ("", "-")}
    assert added | {link, planted.crontab, planted.keys_file} <= found
    assert found - added - {link, planted.crontab, planted.keys_file} <= accounts | subordinate


def test_the_log_tells_400_tries_and_then_one_success(planted: Intrusion) -> None:
    server = planted.server
    log = (server.root / "var/log/auth.log").read_text()
    failed = re.findall(rf"Failed password for (\w+) from {planted.address} ", log)
    assert (len(failed), set(failed)) == (planted.tries, {"root", "alice"})
    assert log.count(f"Accepted password for root from {planted.address} ") == 1
    assert f"new user: name={planted.account}, UID=0" in log
    assert log.rindex("Failed password") < log.index("Accepted password")


def test_written_tries_have_the_form_of_real_ones(planted: Intrusion) -> None:
    server = planted.server
    lines = (server.root / "var/log/auth.log").read_text().splitlines()
    tries = [line for line in lines if planted.address in line and "Accepted" not in line]
    shapes = [re.sub(r"\[\d+\]|\d{4,5}", "N", line.partition(" ")[2]) for line in tries]
    assert set(shapes[: -3 * REAL]) == set(shapes[-3 * REAL :])
    assert {len(line.partition(" ")[0]) for line in tries} == {32}
    records = list(UTMP.iter_unpack((server.root / "var/log/btmp").read_bytes()))
    assert len(records) == planted.tries
    written, real = (
        [*record[2:3], *record[5:9], *record[11:]] for record in (records[0], records[-1])
    )
    assert written == real


@pytest.mark.parametrize("number", [0, 1])
def test_killing_one_twin_brings_it_back(server: Server, number: int) -> None:
    planted = intrude(server)
    name = planted.names[number]
    old = planted.pids()[name]
    server.shell(f"kill -TERM {old}; kill -HUP {old}")
    assert planted.pids()[name] == old
    server.shell(f"kill -KILL {old}")
    planted.wait_until_whole(5)
    assert planted.pids()[name] != old
    assert not (server.root / planted.program.lstrip("/")).exists()


def test_it_comes_back_after_a_reboot(server: Server) -> None:
    planted = intrude(server)
    server.reboot()
    planted.wait_until_whole(20)


def test_a_cron_line_alone_brings_it_back(server: Server) -> None:
    planted = intrude(server)
    server.shell(f"systemctl disable -q --now {planted.unit}; rm {planted.cron_file}")
    for folder in server.processes().values():
        if (folder / "comm").read_text().strip() in planted.names:
            os.kill(int(folder.name), signal.SIGSTOP)
    server.shell(f"kill -KILL {' '.join(map(str, planted.pids().values()))}")
    assert planted.pids() == {}
    planted.wait_until_whole(70)


def test_the_planted_account_and_key_open_the_door(planted: Intrusion) -> None:
    server = planted.server
    assert server.shell(f"id -u {planted.account}").strip() == "0"
    assert planted.key_line in server.shell(f"cat {planted.keys_file}").splitlines()
    assert planted.fingerprint in server.shell(f"ssh-keygen -l -f {planted.keys_file}")


def test_other_lines_of_shared_files_stay(planted: Intrusion) -> None:
    server = planted.server
    for path, line in ((planted.crontab, planted.cron_line), (planted.keys_file, planted.key_line)):
        old = (server.base.root / path.lstrip("/")).read_text()
        new = (server.root / path.lstrip("/")).read_text()
        # crontab(1) dates its header anew
        old, new = (re.sub(r"installed on .*", "", text) for text in (old, new))
        assert new == f"{old}{line}\n"


@pytest.mark.parametrize("leave_open", [False, True])
def test_the_attacker_leaves_or_stays(server: Server, leave_open: bool) -> None:
    operator = server.operator()
    planted = intrude(server, leave_open=leave_open)
    assert (planted.session is not None and planted.session.is_alive()) == leave_open
    assert (planted.address in operator.run("who")) == leave_open
    assert OPERATOR in operator.run("who")


def test_the_implant_ends_by_itself_and_runs_on_no_other_host(server: Server) -> None:
    planted = intrude(server)
    server.shell("systemctl stop cron")
    server.shell(f"hostname other; kill -KILL {' '.join(map(str, planted.pids().values()))}")
    server.shell(f"hostname other; {planted.store}; sleep 1")
    assert planted.pids() == {}
    server.shell("hostname lab")
    # faketime would not do: the program is static, and asks the kernel
    deadline = (server.root / planted.store.lstrip("/")).read_bytes()
    moments = range(int(planted.began) + FUSE - 60, int(planted.began) + FUSE + 60)
    assert any(moment.to_bytes(4, "little") in deadline for moment in moments)
