"""The plant itself: what it says it is, what brings it back, and that it is harmless."""

from pathlib import Path

import pytest
from tests.lab.changes import differences
from tests.lab.intrusion.plant import FUSE, intrude
from tests.lab.network import OPERATOR
from tests.lab.server import Server

pytestmark = pytest.mark.lab


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
    planted.end()
    planted.wait_until_whole(70)


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
    server.shell("hostname other")
    planted.end()
    server.shell(f"{planted.store}; sleep 1")
    assert planted.pids() == {}
    server.shell("hostname lab")
    # faketime would not do: the program is static, and asks the kernel
    deadline = (server.root / planted.store.lstrip("/")).read_bytes()
    moments = range(int(planted.began) + FUSE - 60, int(planted.began) + FUSE + 60)
    assert any(moment.to_bytes(4, "little") in deadline for moment in moments)
