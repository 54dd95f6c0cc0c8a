import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.cli.run import run

from rootout.errors import RootoutError


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


def saved(case: str, folder: Path) -> tuple[Path, dict[str, Any]]:
    path = folder / "plan.json"
    path.write_text(run("plan", case, "--json").stdout)
    return path, json.loads(path.read_text())


@pytest.mark.parametrize("command", ["contain", "evict"])
def test_a_saved_plan_is_shown_as_it_was_edited(case: str, tmp_path: Path, command: str) -> None:
    path, document = saved(case, tmp_path)
    dropped = document["steps"].pop()
    path.write_text(json.dumps(document))
    shown = run(command, case, "--plan", str(path))
    assert "Nothing was changed." in shown.output
    assert dropped["summary"] not in shown.output


@pytest.mark.parametrize("command", ["contain", "evict"])
def test_a_saved_plan_with_an_invented_step_is_refused(
    case: str, tmp_path: Path, command: str
) -> None:
    path, document = saved(case, tmp_path)
    document["steps"][-3]["arguments"] = {"path": "/etc/hostname"}
    path.write_text(json.dumps(document))
    error = run(command, case, "--yes", "--plan", str(path)).exception
    assert isinstance(error, RootoutError)
    assert "none that was planned for this case" in error.message


def test_a_plan_is_what_its_schema_says(case: str, tmp_path: Path) -> None:
    schema = json.loads((resources.files("rootout.report") / "plan.schema.json").read_text())
    jsonschema.validate(saved(case, tmp_path)[1], schema)
