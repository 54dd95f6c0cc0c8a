from pathlib import Path

from tests.workflow.server import IMPLANT, JOB, infected, write

from rootout.model.entity import Entity
from rootout.workflow.evict import evict
from rootout.workflow.plan import make_plan
from rootout.workflow.scan import look, scan
from rootout.workflow.verify import verify


def test_what_is_still_there_has_returned_and_what_is_not_is_gone(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    (root / IMPLANT[1:]).unlink()
    states = {one.entity.kind: one.state for one in verify(case, host, told)}
    assert states["file"] == "gone"
    assert states["job"] == "returned"
    assert len(case.store.scans()) == 2


def test_what_an_earlier_look_told_of_is_judged_too(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    evict(case, host, told, make_plan(case, told), seconds=0, say=lambda _: None)
    write(root, JOB, f"* * * * * root {IMPLANT}\n".encode())
    newest = look(host, case)
    states = {one.entity: one.state for one in verify(case, host, newest)}
    assert states[Entity("job", f"{JOB}:1")] == "returned"
    assert states[Entity("file", IMPLANT)] == "gone"
    assert Entity("file", "/etc/cron.d/mine") not in states
