import json
from pathlib import Path

import jsonschema
from tests.cli.run import run
from tests.workflow.server import IMPLANT, clean, infected

SCHEMA = Path(__file__).parents[2] / "src/rootout/report/scan.schema.json"


def test_a_found_intrusion_is_told_and_exits_with_one(tmp_path: Path) -> None:
    infected(tmp_path / "root")
    result = run("scan", "--root", str(tmp_path / "root"), "--case", str(tmp_path / "case"))
    assert result.exit_code == 1
    assert result.stdout.startswith("web1: 1 incident: this server is compromised.")
    assert IMPLANT in result.stdout


def test_json_is_one_document_by_the_schema(tmp_path: Path) -> None:
    infected(tmp_path / "root")
    result = run(
        "scan", "--json", "--root", str(tmp_path / "root"), "--case", str(tmp_path / "case")
    )
    document = json.loads(result.stdout)
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    assert document["case"] == str(tmp_path / "case")
    assert len(document["incidents"]) == 1


def test_fail_on_decides_what_is_a_failure(tmp_path: Path) -> None:
    infected(tmp_path / "root")
    arguments = ("--root", str(tmp_path / "root"), "--case", str(tmp_path / "case"))
    assert run("scan", "--fail-on", "critical", *arguments).exit_code in (0, 1, 3)


def test_rules_of_the_user_are_used(tmp_path: Path) -> None:
    clean(tmp_path / "root")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/backup_runs.yml").write_text(
        "title: Backup runs\nid: 3e0f6d38-61d3-4a5e-9a65-0d8e6b0c0a01\nstatus: test\n"
        "logsource: {product: linux, service: rootout, category: crontab}\n"
        "detection: {selection: {command|contains: backup}, condition: selection}\n"
        "level: high\n"
    )
    result = run(
        "scan", "--root", str(tmp_path / "root"), "--case", str(tmp_path / "case"),
        "--rules", str(tmp_path / "rules"),
    )  # fmt: skip
    assert result.exit_code == 1
    assert "Backup runs" in result.stdout


def test_a_folder_that_is_not_there_is_a_usage_error() -> None:
    assert run("scan", "--root", "/nowhere/at/all").exit_code == 2
