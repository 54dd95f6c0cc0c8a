from dataclasses import replace
from pathlib import Path

import pytest
from tests.records import finding
from tests.workflow.server import infected

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.workflow.plan import Choice, containing, make_plan, plan_to_evict
from rootout.workflow.scan import scan


def test_steps_can_be_chosen_and_left_out(tmp_path: Path) -> None:
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    numbers = [one.number for one in make_plan(case, told).steps]
    assert len(numbers) >= 2
    only, without = Choice(only=("keep_evidence",)), Choice(without=("1",))
    assert [one.action for one in make_plan(case, told, only).steps] == ["keep_evidence"]
    assert [one.number for one in make_plan(case, told, without).steps] == numbers[1:]


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
        make_plan(case, told, Choice(only=("99",)))


def test_to_contain_is_the_half_that_can_be_taken_back(tmp_path: Path) -> None:
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    assert containing(make_plan(case, told)).steps == ()


def test_an_unsafe_choice_is_not_evicted(tmp_path: Path) -> None:
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    assert plan_to_evict(case, told, Choice()).steps == make_plan(case, told).steps
    with pytest.raises(RootoutError, match="before its evidence is kept"):
        plan_to_evict(case, told, Choice(without=("keep_evidence",)))


def test_names_choose_in_every_plan_and_numbers_in_their_own() -> None:
    choice = Choice(only=("3", "contain"), without=("7", "lock_account"))
    assert choice.by_name() == Choice(only=("contain",), without=("lock_account",))
