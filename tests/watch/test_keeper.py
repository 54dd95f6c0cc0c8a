import pytest
from tests.records import process
from tests.watch.told import finding
from tests.watch.world import machine

from rootout.case.folder import default_cases, open_case
from rootout.model.record import Gap
from rootout.watch import keeper as module
from rootout.watch.keeper import Keeper, open_watch_case
from rootout.watch.sighting import Sighting
from rootout.workflow.scan import record_types, reopen


def sighting(pid):
    one = process(pid)
    return Sighting(
        time=1.0, finding=finding(one.key), process=one, ancestors=(process(1, parent=None),)
    )


@pytest.fixture
def kept(tmp_path):
    path = tmp_path / "case"
    case = open_watch_case(machine(), path)
    yield path, Keeper(case, machine())
    case.close()


def test_what_is_seen_grows_in_one_scan_of_the_case(kept):
    path, keeper = kept
    keeper.keep(sighting(10))
    keeper.write()
    keeper.keep(sighting(11))
    keeper.miss(Gap(artifact="watch", path="files", reason="too_large"))
    keeper.write(at_once=True)
    keeper.write(at_once=True)
    case, told = reopen(str(path))
    assert len(case.store.scans()) == 1
    assert {one.pid for one in told.evidence.records} == {1, 10, 11}
    assert len(told.findings) == 2
    assert len(told.evidence.gaps) == 1
    assert told.incidents
    case.close()


def test_it_is_not_written_with_every_finding(kept):
    path, keeper = kept
    keeper.keep(sighting(10))
    keeper.write()
    keeper.keep(sighting(11))
    keeper.write()
    case = open_case(default_cases(), str(path), record_types())
    assert len(case.store.findings(1)) == 1
    case.close()


def test_a_flood_does_not_fill_the_memory(kept, monkeypatch):
    monkeypatch.setattr(module, "_MOST_RECORDS", 3)
    _, keeper = kept
    for pid in range(10, 30):
        keeper.keep(sighting(pid))
    assert len(keeper._records) == 3


def test_a_case_that_is_there_is_gone_on_with(kept):
    path, _ = kept
    again = open_watch_case(machine(), path)
    assert again.path == path
    again.close()
