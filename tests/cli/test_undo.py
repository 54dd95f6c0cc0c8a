from tests.cli.run import fresh, run


def test_the_case_of_another_server_is_not_taken_back_here(case: str) -> None:
    assert "the case is of 'web1'" in fresh("undo", case)


def test_a_step_is_a_number(case: str) -> None:
    assert run("undo", case, "--step", "last").exit_code == 2
