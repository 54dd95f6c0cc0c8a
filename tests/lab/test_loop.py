"""The whole loop on a whole server: scan, story, plan, eviction, proof, reboot, and undo."""

import time
from pathlib import Path

import pytest
from tests.lab.changes import differences
from tests.lab.documents import at_least, listed
from tests.lab.intrusion.plant import Intrusion, intrude
from tests.lab.owner import assert_in_service, contents, evict_beside
from tests.lab.server import Server

pytestmark = pytest.mark.lab


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
    server.rootout("scan", "--json").json()  # a scan that failed would change nothing either
    assert differences(before, server.changes(), server.base.root) == {}


def test_evict_ends_it_and_nothing_comes_back_after_a_reboot(server: Server) -> None:
    operator = server.operator()
    innocent = contents(server)
    planted = intrude(server, leave_open=True)
    case = f"{server.rootout('scan', '--json').json()['case']}"

    evict_beside(operator, server, case)
    assert planted.session is not None
    assert not planted.session.is_alive()
    _assert_gone(planted)
    assert server.rootout("verify", case).code == 0

    server.reboot()
    time.sleep(62)  # past cron's next minute
    _assert_gone(planted)
    assert contents(server) == innocent
    assert_in_service(server)
    assert server.rootout("verify", case).code == 0


def test_undo_gives_back_every_byte_mode_owner_and_time(server: Server) -> None:
    operator = server.operator()
    planted = intrude(server)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    before = server.changes()

    evict_beside(operator, server, case, "--watch", "5")
    assert planted.pids() == {}
    undone = server.rootout("undo", case)
    assert undone.code == 0, undone

    assert differences(before, server.changes(), server.base.root) == {}
    assert "rootout" not in server.shell("nft list ruleset")
    assert operator.is_alive()
    again = server.rootout("undo", case)
    assert again.code == 0, again
    planted.wait_until_whole(70)  # the launchers are back, and work


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


def _text(root: Path, path: str) -> str:
    return (root / path.lstrip("/")).read_text()
