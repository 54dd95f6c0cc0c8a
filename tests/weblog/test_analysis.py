"""Every attacker among ordinary visitors is found, and nobody else, by either engine."""

from pathlib import Path

import pytest
from tests.weblog.traffic import ATTACKS, Attack, Line, mixed

from rootout.weblog.analysis import Analysis, analyse
from rootout.weblog.duck import Duck
from rootout.weblog.lite import Lite
from rootout.weblog.loading import load
from rootout.weblog.log import Log


@pytest.fixture(scope="module")
def traffic() -> tuple[list[Line], list[Attack]]:
    return mixed(seed=5)


@pytest.fixture(scope="module", params=["duck", "lite"])
def analysis(
    request: pytest.FixtureRequest,
    traffic: tuple[list[Line], list[Attack]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Analysis:
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "log").write_text("".join(f"{line.text()}\n" for line in traffic[0]))
    return analysed(folder, request.param == "duck")


def analysed(folder: Path, has_duck: bool) -> Analysis:
    duck = Duck(folder) if has_duck else None
    engine = duck or Lite(folder)
    tally = load(engine, (str(folder / "log"),), splitter=duck)
    found = analyse(Log(engine), tally)
    engine.close()
    return found


def test_attackers_are_exactly_the_guilty(
    analysis: Analysis, traffic: tuple[list[Line], list[Attack]]
) -> None:
    guilty = {address for attack in traffic[1] for address in attack.addresses}
    assert {one.address for one in analysis.attackers} == guilty


@pytest.mark.parametrize("number", range(len(ATTACKS)), ids=[one.__name__ for one in ATTACKS])
def test_what_worked_is_told_from_what_did_not(
    analysis: Analysis, traffic: tuple[list[Line], list[Attack]], number: int
) -> None:
    attack = traffic[1][number]
    ours = [one for one in analysis.attackers if one.address in attack.addresses]
    assert any(one.succeeded for one in ours) == attack.worked
    if attack.path:
        assert attack.path in {one.url_path for one in analysis.files}


def test_attackers_are_counted_and_ranked(analysis: Analysis) -> None:
    shell = next(one for one in analysis.attackers if one.address == "203.0.113.30")
    assert (shell.requests, shell.severity) == (14, "high")
    assert shell.last - shell.first == 350
    severities = [one.severity for one in analysis.attackers]
    assert severities == sorted(severities, key=["high", "medium"].index)


def test_networks_of_attackers_are_blocked_whole(analysis: Analysis) -> None:
    networks = ("198.18.0.0/24", "198.18.1.0/24", "198.51.100.0/24", "203.0.113.0/24")
    assert analysis.block == networks


def test_ordinary_traffic_alone_is_silent(tmp_path: Path) -> None:
    lines, _ = mixed(seed=6, attacks=())
    (tmp_path / "log").write_text("".join(f"{line.text()}\n" for line in lines))
    found = analysed(tmp_path, has_duck=True)
    assert (found.signs, found.attackers, found.block) == ((), (), ())


def test_empty_log_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"")
    found = analysed(tmp_path, has_duck=False)
    assert (found.tally.lines, found.first, found.signs) == (0, 0, ())
