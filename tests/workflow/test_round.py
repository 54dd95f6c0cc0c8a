import time
from pathlib import Path

import pytest
from tests.workflow.server import IMPLANT, JOB, infected

from rootout.respond.journal import Journal
from rootout.workflow.plan import make_plan
from rootout.workflow.round import Round
from rootout.workflow.scan import scan


@pytest.fixture
def said() -> list[str]:
    return []


def test_a_round_carries_out_a_plan_and_tells_each_step(tmp_path: Path, said: list[str]) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    journal = Journal(case.journal_path)
    one = Round(case, host, told, journal, said.append)
    one.carry_out_plan(make_plan(case, told).steps)
    journal.close()
    assert not (root / IMPLANT[1:]).exists()
    assert not (root / JOB[1:]).exists()
    assert {result.state for result in one.results} == {"verified"}
    assert len(said) == len(one.results)


def test_a_quiet_watch_says_how_long_it_is(tmp_path: Path, said: list[str]) -> None:
    host = infected(tmp_path / "root")
    case, told = scan(host, path=tmp_path / "case")
    journal = Journal(case.journal_path)
    Round(case, host, told, journal, said.append).watch(0)
    journal.close()
    assert said == ["watching for 0 s whether anything comes back"]


def test_a_person_may_end_the_watch(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    host = infected(tmp_path / "root")
    case, told = scan(host, path=tmp_path / "case")
    journal = Journal(case.journal_path)
    monkeypatch.setattr(time, "sleep", interrupted)
    Round(case, host, told, journal, said.append).watch(1000)
    journal.close()
    assert said[-1].startswith("the watch was ended")
