from pathlib import Path

from tests.workflow.server import IMPLANT, infected

from rootout.workflow.scan import scan
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
