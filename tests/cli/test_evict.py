from tests.cli.run import fresh, run


def test_without_an_incident_nothing_is_evicted(quiet_case: str) -> None:
    result = run("evict", quiet_case, "--yes")
    assert str(result.exception) == "the case has no incident"


def test_without_yes_the_plan_is_shown_and_nothing_is_changed(case: str) -> None:
    result = run("evict", case)
    assert result.exit_code == 0
    assert "ERADICATE" in result.output
    assert "Nothing was changed." in result.output


def test_the_case_of_another_server_is_not_carried_out_here(case: str) -> None:
    assert "the case is of 'web1'" in fresh("evict", case, "--yes")


def test_the_watch_cannot_be_negative(case: str) -> None:
    assert run("evict", case, "--watch", "-1").exit_code == 2
