import subprocess
import sys

import pytest
from tests.cli.run import run

from rootout.cli import main as entry
from rootout.errors import RootoutError

HEAVY = ("sqlite3", "msgspec", "yaml", "rootout.workflow.scan", "rootout.host.live")


def test_help_lists_every_command_without_loading_one() -> None:
    code = (
        "import sys\nfrom click.testing import CliRunner\n"
        "from rootout.cli.main import COMMANDS, rootout\n"
        "text = CliRunner().invoke(rootout, ['--help']).output\n"
        "assert all(f'  {name} ' in text for name in COMMANDS), text\n"
        f"assert not [name for name in {HEAVY!r} if name in sys.modules]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_command_can_be_loaded_and_explains_itself() -> None:
    for name in entry.COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0, result.output
        assert result.output.startswith(f"Usage: rootout {name}")


def test_an_unknown_command_is_a_usage_error() -> None:
    assert run("destroy").exit_code == 2


def test_a_failure_ends_with_its_hint_and_code_two(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: str) -> None:
        raise RootoutError("no case \x1b[2J", "Scan first.")

    monkeypatch.setattr(entry, "rootout", fail)
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "rootout: no case \\x1b[2J\n  hint: Scan first.\n"


@pytest.mark.parametrize("starved", [True, False])
def test_who_is_starved_runs_before_all_others(
    monkeypatch: pytest.MonkeyPatch, *, starved: bool
) -> None:
    told: list[str] = []
    monkeypatch.setattr(entry, "is_starved", lambda: starved)
    monkeypatch.setattr(entry, "hurry", lambda: told.append("hurry"))
    monkeypatch.setattr(entry, "rootout", lambda **_: told.append("command"))
    entry.main()
    assert told == (["hurry", "command"] if starved else ["command"])
