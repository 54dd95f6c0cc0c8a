from pathlib import Path

import pytest
from tests.packages import install
from tests.records import NOON
from tests.respond.picture import picture
from tests.workflow.server import IMPLANT, JOB, infected, write

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.workflow.due import SLACK
from rootout.workflow.evict import Eviction, contain, evict, require_incident
from rootout.workflow.plan import Choice, make_plan
from rootout.workflow.round import Round
from rootout.workflow.scan import scan
from rootout.workflow.undo import undo


def silent(_: str) -> None:
    """Say nothing."""


def test_an_eviction_ends_it_and_undo_gives_every_byte_back(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    before = picture(str(root))
    case, told = scan(host, path=tmp_path / "case")

    outcome = evict(case, host, told, make_plan(case, told), seconds=0, say=silent)

    assert outcome.holds
    assert not (root / IMPLANT[1:]).exists()
    assert not (root / JOB[1:]).exists()
    assert (root / "etc/cron.d/mine").exists()
    assert {one.state for one in outcome.verdicts} == {"gone"}
    assert [one.state for one in undo(case, host)] == ["undone"] * len(outcome.results)
    assert picture(str(root)) == before
    assert list(undo(case, host)) == []


def test_what_returns_while_it_is_evicted_is_evicted_again(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    plan = make_plan(case, told)
    returns = [True]

    def bring_back(line: str) -> None:
        if line.startswith("watching") and returns:
            returns.pop()
            write(root, IMPLANT, b"\x7fELF\x02again", 0o755)
            write(root, "/etc/cron.d/evil2", f"* * * * * root {IMPLANT}\n".encode())

    outcome = evict(case, host, told, plan, seconds=0, say=bring_back)
    assert not (root / IMPLANT[1:]).exists()
    assert not (root / "etc/cron.d/evil2").exists()
    assert all(one.state == "gone" for one in outcome.verdicts)


def test_containing_leaves_the_files_alone(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    before = picture(str(root))
    assert contain(case, host, told, make_plan(case, told), silent).holds
    assert picture(str(root)) == before


def test_a_failed_step_or_a_return_does_not_hold(tmp_path: Path) -> None:
    assert Eviction(results=(), verdicts=()).holds
    case, told = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    assert told.incidents
    require_incident(told)
    case.close()


def test_without_an_incident_there_is_nothing_to_act_on() -> None:
    quiet = Told(
        scan=Scan(host="h", root="/", started=NOON, seconds=0.0, is_live=True),
        evidence=Evidence(()),
        findings=(),
        incidents=(),
    )
    with pytest.raises(RootoutError, match="no incident"):
        require_incident(quiet)


def test_what_was_left_out_stays_also_when_the_eviction_goes_round_again(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    choice = Choice(without=("quarantine_file", "remove_folder"))
    plan = make_plan(case, told, choice)

    outcome = evict(case, host, told, plan, seconds=0, say=silent, choice=choice)
    assert (root / IMPLANT[1:]).exists()
    assert not (root / JOB[1:]).exists()
    assert not outcome.holds, "it is still there"


def test_what_cannot_be_done_is_told_and_the_watch_does_not_wait_for_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    install(root, "coreutils", {"/usr/bin/who": b"\x7fELF who"})
    write(root, "/usr/bin/who", b"\x7fELF evil", 0o755)
    case, told = scan(host, path=tmp_path / "case")
    said: list[str] = []
    outcome = evict(case, host, told, make_plan(case, told), seconds=0, say=said.append)
    failed = [one for one in outcome.results if one.state == "failed"]
    assert len(failed) == 2
    assert "type: apt-get install --reinstall coreutils" in failed[0].note
    assert not outcome.holds
    assert any(one.startswith("watching") for one in said)
    assert not (root / IMPLANT[1:]).exists()


def test_without_its_watch_and_its_proof_an_eviction_is_over_at_once(tmp_path: Path) -> None:
    host = infected(tmp_path / "root")
    case, told = scan(host, path=tmp_path / "case")
    said: list[str] = []
    plan = make_plan(case, told, Choice(without=("watch", "look_again")))
    assert evict(case, host, told, plan, seconds=0, say=said.append).verdicts == ()
    assert not any(line.startswith("watching") for line in said)


def test_while_it_watches_nobody_else_changes_the_server_from_that_case(tmp_path: Path) -> None:
    host = infected(tmp_path / "root")
    case, told = scan(host, path=tmp_path / "case")
    refused: list[str] = []

    def try_to_undo(line: str) -> None:
        if line.startswith("watching"):
            with pytest.raises(RootoutError, match="another rootout") as error:
                list(undo(case, host))
            refused.append(error.value.message)

    evict(case, host, told, make_plan(case, told), seconds=0, say=try_to_undo)
    assert refused


def test_the_watch_lasts_past_the_next_run_of_each_launcher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = infected(tmp_path / "root")
    write(tmp_path / "root", "/etc/cron.d/evil3", f"@hourly root {IMPLANT}\n".encode())
    write(tmp_path / "root", "/etc/cron.d/evil4", f"@yearly root {IMPLANT}\n".encode())
    monkeypatch.setattr(host, "now", lambda: NOON)
    monkeypatch.setattr(Round, "watch", lambda _, seconds: watched.append(seconds))
    watched: list[float] = []
    said: list[str] = []
    case, told = scan(host, path=tmp_path / "case")
    evict(case, host, told, make_plan(case, told), say=said.append)
    next_hour = 3600 - NOON % 3600
    assert watched == [next_hour + SLACK]
    assert any(line.startswith("would have run at ") and "@hourly" in line for line in said)
    assert any("more than a day" in line and "@yearly" in line for line in said)


def test_what_returns_in_another_place_is_told_and_evicted_too(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    bytes_of_it = (root / IMPLANT[1:]).read_bytes()
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        if line.startswith("watching") and sum(line == one for one in said) == 1:
            write(root, "/usr/local/bin/other", bytes_of_it, 0o755)
            write(root, "/etc/cron.d/other", b"7 7 * * * root /usr/local/bin/other\n")

    outcome = evict(case, host, told, make_plan(case, told), seconds=0, say=say)
    assert any("/usr/local/bin/other has the bytes" in line for line in said), said
    assert not (root / "usr/local/bin/other").exists()
    assert not (root / "etc/cron.d/other").exists()
    assert (root / "etc/cron.d/mine").exists()
    judged = {one.entity: one.state for one in outcome.verdicts}
    assert judged[Entity("file", "/usr/local/bin/other")] == "gone"
    assert outcome.holds
