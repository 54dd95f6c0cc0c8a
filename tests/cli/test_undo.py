from pathlib import Path

from tests.cli.run import fresh, run
from tests.respond.fake_kernel import FakeServer, Kernel

from rootout.workflow.evict import evict
from rootout.workflow.plan import make_plan
from rootout.workflow.scan import reopen


def test_the_case_of_another_server_is_not_taken_back_here(case: str) -> None:
    assert "the case is of 'web1'" in fresh("undo", case)


def test_a_step_is_a_number(case: str) -> None:
    assert run("undo", case, "--step", "last").exit_code == 2


def test_what_was_done_is_listed_with_its_numbers(case: str, tmp_path: Path) -> None:
    assert "nothing to take back" in run("undo", case, "--list").stderr
    opened, told = reopen(case)
    host = FakeServer(str(tmp_path / "root"), Kernel())
    evict(opened, host, told, make_plan(opened, told), seconds=0, say=lambda _: None)
    opened.close()
    listed = run("undo", case, "--list")
    assert listed.exit_code == 0
    assert "verified step 1: remove the launcher /etc/cron.d/evil" in listed.stdout
    assert listed.stdout.index("step 2") < listed.stdout.index("step 1")
