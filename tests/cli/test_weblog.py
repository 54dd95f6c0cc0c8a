"""`rootout weblog` tells what it read, to people and to programs."""

import json
from pathlib import Path

import pytest
from tests.cli.run import run
from tests.weblog.logs import line
from tests.weblog.test_geography import database
from tests.weblog.traffic import mixed


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("".join(f"{one.text()}\n" for one in mixed(seed=5)[0]))
    return path


def test_document_is_printed_and_nothing_is_kept(log: Path, tmp_path: Path) -> None:
    result = run("weblog", str(log), "--json", "--spare", "203.0.113.30")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert "203.0.113.30" not in document["block"]
    assert "203.0.113.0/24" not in document["block"]
    assert [one.name for one in tmp_path.iterdir()] == ["access.log"]


def test_screen_ends_with_what_to_do(log: Path, tmp_path: Path) -> None:
    result = run("weblog", str(log), "--case", str(tmp_path / "case"))
    assert "TO BLOCK" in result.stdout
    assert f"rootout contain {tmp_path / 'case'}" in result.stderr
    assert run("show", str(tmp_path / "case")).exit_code == 0


def test_quiet_log_exits_with_zero_and_damaged_one_with_three(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text(f"{line(0, '/').text()}\n")
    assert run("weblog", str(path)).exit_code == 0
    path.write_bytes(b"\x1f\x8b\x08broken")
    assert run("weblog", str(path)).exit_code == 3


def test_places_of_attackers_and_the_requests_are_kept(log: Path, tmp_path: Path) -> None:
    found = {"country": {"iso_code": "DE"}}
    places = database(tmp_path / "places.mmdb", found)
    kept = tmp_path / "requests.parquet"
    words = ("--geoip", str(places), "--parquet", str(kept), "--web-root", str(tmp_path))
    document = json.loads(run("weblog", str(log), "--json", *words).stdout)
    assert {one["where"] for one in document["attackers"]} == {"DE"}
    assert kept.read_bytes().startswith(b"PAR1")
    case = ("--case", str(tmp_path / "case"))
    assert " (DE)" in run("weblog", str(log), *case, *words[:2]).stdout
    result = run("weblog", str(log), "--parquet", str(tmp_path / "none" / "x"))
    assert "cannot be written" in str(result.exception)


def test_operator_is_never_proposed_to_be_blocked(log: Path, monkeypatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.30 999 192.0.2.1 22")
    assert "203.0.113.30" not in json.loads(run("weblog", str(log), "--json").stdout)["block"]


def test_format_of_one_s_own_is_read(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text("[10/Oct/2000:13:55:36 -0700] 203.0.113.9 200 /\n")
    layout = "[$time_local] $remote_addr $status $request_uri"
    result = run("weblog", str(path), "--format", layout, "--json")
    assert json.loads(result.stdout)["unreadable"] == 0


@pytest.mark.parametrize(
    "words", [("missing.log",), ("--spare", "x", "-"), ("--format", "$status", "-"), ()]
)
def test_bad_input_is_told_with_a_hint(words: tuple[str, ...]) -> None:
    result = run("weblog", *words)
    assert result.exit_code != 0
