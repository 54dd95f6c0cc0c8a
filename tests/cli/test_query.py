import json

from tests.cli.run import run

QUESTION = "SELECT command FROM crontab ORDER BY command"


def test_a_question_is_answered_as_a_table_and_as_json(case: str) -> None:
    assert run("query", case, QUESTION).stdout.split("\n")[:3] == [
        "command",
        "/usr/lib/.cache/helper",
        "/usr/local/bin/backup",
    ]
    rows = json.loads(run("query", case, QUESTION, "--json").stdout)
    assert rows[0] == {"command": "/usr/lib/.cache/helper"}


def test_nothing_is_shown_as_nothing(case: str) -> None:
    assert run("query", case, "SELECT NULL AS x, 1 AS y").stdout == "x\ty\n\t1\n"


def test_a_question_is_needed() -> None:
    assert run("query").exit_code == 2
