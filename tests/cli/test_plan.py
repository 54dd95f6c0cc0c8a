import json

from tests.cli.run import run


def test_every_step_is_shown_with_its_reason(case: str) -> None:
    result = run("plan", case)
    assert result.exit_code == 0
    assert "ERADICATE" in result.stdout
    assert "because" in result.stdout


def test_the_plan_can_be_had_as_json(case: str) -> None:
    steps = json.loads(run("plan", case, "--json", "--only", "1").stdout)["steps"]
    assert [one["number"] for one in steps] == [1]


def test_without_an_incident_there_is_nothing_to_do(quiet_case: str) -> None:
    assert "nothing to do" in run("plan", quiet_case).stdout
