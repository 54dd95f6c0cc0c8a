from dataclasses import replace
from pathlib import Path

import pytest
from tests.records import finding
from tests.workflow.server import infected

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.workflow.plan import make_plan
from rootout.workflow.scan import scan


def test_steps_can_be_chosen_and_left_out(tmp_path: Path) -> None:
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    numbers = [one.number for one in make_plan(case, told).steps]
    assert len(numbers) >= 2
    assert [one.number for one in make_plan(case, told, only=(2,)).steps] == [2]
    assert [one.number for one in make_plan(case, told, without=(1,)).steps] == numbers[1:]


def test_what_is_suspected_and_not_proven_is_left_to_a_person(tmp_path: Path) -> None:
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    key = Entity("key", "SHA256:whose")
    doubt = finding(key, severity="medium", confidence="low", why="Whose key is it?")
    sure = finding(key, severity="medium", confidence="medium", why="Sure.")
    quiet = finding(key, severity="low", confidence="low", why="Hm.")
    told = replace(told, findings=(*told.findings, doubt, sure, quiet))
    (refused,) = make_plan(case, told).refused
    assert "Whose key is it?" in refused.summary


def test_a_step_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    with pytest.raises(RootoutError, match="no step 99"):
        make_plan(case, told, only=(99,))
