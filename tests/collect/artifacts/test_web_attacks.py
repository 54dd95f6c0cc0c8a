"""Access logs of a host become records."""

from dataclasses import replace
from pathlib import Path

from tests.weblog.traffic import mixed

from rootout.collect.artifacts import web_attacks
from rootout.collect.artifacts.web_attacks import WebAttack, collect
from rootout.host.folder import FolderHost
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap


def logged(root: Path, name: str, text: str) -> Path:
    path = root / "var/log/nginx" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def written() -> str:
    return "".join(f"{one.text()}\n" for one in mixed(seed=5)[0])


def test_what_worked_is_told_each_and_the_weather_once_a_kind(tmp_path: Path) -> None:
    logged(tmp_path, "access.log", written())
    found = [one for one in collect(FolderHost(str(tmp_path))) if isinstance(one, WebAttack)]
    worked = {one.address for one in found if one.succeeded}
    assert worked == {f"203.0.113.{n}" for n in (8, 20, 21, 30, 41, 42)}
    weather = [one for one in found if not one.succeeded]
    assert len({one.rule for one in weather}) == len(weather)
    assert {one.severity for one in weather} == {"informational"}
    assert all(not one.entities() for one in weather)
    shell = next(one for one in found if one.rule == "weblog_web_shell")
    who, what = Entity("address", "203.0.113.30"), Entity("url", "/uploads/a1.php")
    assert shell.entities() == (who, what)
    assert tuple(shell.ties()) == (Tie(who, "requested", what),)
    assert tuple(replace(shell, url_path="").ties()) == ()


def test_host_without_logs_says_nothing(tmp_path: Path) -> None:
    assert list(collect(FolderHost(str(tmp_path)))) == []


def test_old_logs_beyond_the_budget_and_damaged_ones_are_gaps(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(web_attacks, "MOST_BYTES", 400)
    logged(tmp_path, "access.log.2", "x\n" * 1000)
    logged(tmp_path, "access.log.1.gz", "").write_bytes(b"\x1f\x8b\x08broken")
    found = list(collect(FolderHost(str(tmp_path))))
    assert {(type(one), one.reason) for one in found} == {(Gap, "too_large"), (Gap, "malformed")}


def test_log_that_vanishes_is_a_gap(tmp_path, monkeypatch) -> None:
    logged(tmp_path, "access.log", written())

    def gone(*_: object) -> None:
        raise FileNotFoundError(2, "gone")

    monkeypatch.setattr(FolderHost, "open", gone)
    (one,) = collect(FolderHost(str(tmp_path)))
    assert (type(one), one.reason) == (Gap, "missing")
