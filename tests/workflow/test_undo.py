from pathlib import Path

import pytest
from tests.workflow.server import IMPLANT, JOB, infected

from rootout.errors import RootoutError
from rootout.respond.journal import Journal
from rootout.workflow.evict import evict
from rootout.workflow.plan import make_plan
from rootout.workflow.scan import scan
from rootout.workflow.undo import undo


def test_one_step_can_be_taken_back_alone(tmp_path: Path) -> None:
    root = tmp_path / "root"
    host = infected(root)
    case, told = scan(host, path=tmp_path / "case")
    done = evict(case, host, told, make_plan(case, told), seconds=0, say=lambda _: None)
    step = next(one.step for one in done.results if JOB in one.summary)
    assert [one.step for one in undo(case, host, step)] == [step]
    assert (root / JOB[1:]).exists()
    assert not (root / IMPLANT[1:]).exists()


def test_while_another_rootout_works_undo_is_refused(tmp_path: Path) -> None:
    host = infected(tmp_path / "root")
    case, _ = scan(host, path=tmp_path / "case")
    journal = Journal(case.journal_path)
    with pytest.raises(RootoutError, match="another rootout"):
        list(undo(case, host))
    journal.close()
    assert list(undo(case, host)) == []
