from tests.cli.run import fresh, run


def test_without_an_incident_nothing_is_contained(quiet_case: str) -> None:
    result = run("contain", quiet_case, "--yes")
    assert str(result.exception) == "the case has no incident"


def test_without_yes_and_without_a_terminal_nothing_is_changed(case: str) -> None:
    result = run("contain", case)
    assert result.exit_code == 0
    assert "Nothing was changed." in result.output


def test_the_case_of_another_server_is_not_carried_out_here(case: str) -> None:
    assert "the case is of 'web1'" in fresh("contain", case, "--yes")
