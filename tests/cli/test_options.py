import pytest
from tests.cli.run import run

from rootout.errors import RootoutError


@pytest.mark.parametrize("option", ["--only", "--without"])
@pytest.mark.parametrize("command", ["plan", "contain", "evict"])
def test_a_step_that_has_no_such_name_is_an_error_that_lists_the_names(
    case: str, command: str, option: str
) -> None:
    error = run(command, case, option, "first").exception
    assert isinstance(error, RootoutError)
    assert error.message == "no step can be called 'first'"
    assert "contain, preserve, eradicate, verify, watch" in error.hint
    assert "freeze_process" in error.hint


def test_a_severity_is_one_of_five() -> None:
    result = run("scan", "--fail-on", "terrible")
    assert result.exit_code == 2
    assert "critical" in result.output
