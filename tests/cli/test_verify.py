import json

from tests.cli.run import run


def test_what_is_still_there_has_returned(case: str) -> None:
    result = run("verify", case, "--json")
    assert result.exit_code == 4
    verdicts = json.loads(result.stdout)["verdicts"]
    assert {one["verdict"] for one in verdicts} == {"returned"}


def test_the_verdicts_can_be_read(case: str) -> None:
    assert "returned file" in run("verify", case).stdout


def test_without_an_incident_there_is_nothing_to_verify(quiet_case: str) -> None:
    assert str(run("verify", quiet_case).exception) == "the case has no incident"
