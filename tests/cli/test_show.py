import json

from tests.cli.run import run
from tests.workflow.server import IMPLANT


def test_the_story_is_told_again(case: str) -> None:
    result = run("show", case)
    assert result.exit_code == 0
    assert IMPLANT in result.stdout


def test_it_can_be_put_in_the_order_of_time(case: str) -> None:
    assert f"written: {IMPLANT}" in run("show", case, "--timeline").stdout


def test_it_can_be_had_as_json_and_as_a_list_of_findings(case: str) -> None:
    assert json.loads(run("show", case, "--json").stdout)["case"] == case
    assert "confidence;" in run("show", case, "--findings").stdout
