from tests.cli.run import run


def test_steps_are_numbers() -> None:
    assert run("plan", "--only", "first").exit_code == 2


def test_a_severity_is_one_of_five() -> None:
    result = run("scan", "--fail-on", "terrible")
    assert result.exit_code == 2
    assert "critical" in result.output
