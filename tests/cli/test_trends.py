import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.history.test_sample import sample
from tests.history.zabbix.frontend import TOKEN, Frontend, serving

from rootout.cli.trends import moment_of
from rootout.errors import RootoutError
from rootout.history.store import History
from rootout.history.use import Use

HOUR, DAY = 3600, 86400


def written(folder: Path, busy: float) -> str:
    """Ten days of a calm server, and five hours that are not."""
    history = History(folder)
    folder.mkdir()
    now = time.time() // 60 * 60
    for back in range(240, 0, -1):
        start = (now // HOUR - back) * HOUR
        is_odd = back <= 5
        programs = {"/tmp/.x/miner": Use(cpu=busy)} if is_odd else {}
        mean = {"cpu.busy": busy if is_odd else 10.0}
        history.append("hours", sample(start, HOUR, mean=mean, programs=programs))
    for back in range(1500, 0, -1):
        is_odd = back < 5 * 60
        programs = {"/tmp/.x/miner": Use(cpu=busy)} if is_odd else {}
        mean = {"cpu.busy": busy if is_odd else 10.0}
        history.append("minutes", sample(now - 60 * back, 60, mean=mean, programs=programs))
    return str(folder)


def trends(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "rootout", "trends", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_miner_is_found_and_ends_with_one(tmp_path: Path) -> None:
    done = trends("--history", written(tmp_path / "history", 95))
    assert done.returncode == 1, done.stderr
    assert "By /tmp/.x/miner" in done.stdout
    assert "[high]" in done.stdout


def test_a_calm_server_ends_with_zero(tmp_path: Path) -> None:
    done = trends("--history", written(tmp_path / "history", 12), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["departures"] == []


def test_without_history_it_is_said_how_to_get_one(tmp_path: Path) -> None:
    done = trends("--history", str(tmp_path))
    assert done.returncode == 2
    assert "rootout record" in done.stderr


def test_a_moment_is_local_time_and_not_long_ago() -> None:
    now = time.mktime(time.strptime("2026-11-23 15:00", "%Y-%m-%d %H:%M"))
    assert moment_of("2026-11-23 03:00", now) == now - 12 * HOUR
    assert moment_of("2026-11-22", now) == now - DAY - 15 * HOUR
    for text, words in (
        ("2026-11-01", "can be looked at"),
        ("2026-11-24", "can be looked at"),
        ("yesterday", "is no time"),
    ):
        with pytest.raises(RootoutError, match=words):
            moment_of(text, now)


def test_a_host_that_zabbix_knows_is_told(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    now = int(time.time())
    with serving(Frontend()) as frontend:
        identity = frontend.add("system.cpu.util", "CPU utilization", "%")
        hours = range(now // HOUR * HOUR - 15 * DAY, now // HOUR * HOUR, HOUR)
        frontend.trends[identity] = [
            (one, 90.0 if one > now - 6 * HOUR else 10.0, 95.0) for one in hours
        ]
        asked = ("--zabbix", frontend.address, "--token-file", str(token), "--host", "web01")
        done = trends(*asked)
    assert done.returncode == 0, done.stderr
    assert "web01: " in done.stdout
    assert "CPU 90 %, usual at" in done.stdout
    assert TOKEN not in done.stdout + done.stderr


def test_zabbix_needs_a_token_and_a_host() -> None:
    done = trends("--zabbix", "https://zabbix.example.org")
    assert done.returncode == 2
    assert "--token-file and --host" in done.stderr
