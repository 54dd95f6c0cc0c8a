from tests.records import process
from tests.watch.told import finding

from rootout.watch import patience as module
from rootout.watch.patience import Patience
from rootout.watch.sighting import Sighting


def sighting(**changes):
    return Sighting(time=1.0, finding=finding(), process=process(**changes))


def test_the_same_is_told_once_a_minute_and_counted(monkeypatch):
    patience = Patience()
    assert patience.heard(sighting()) == sighting()
    assert [patience.heard(sighting(pid=pid)) for pid in range(5)] == [None] * 5
    assert patience.heard(sighting(executable="/usr/bin/other"))
    later = module.time.monotonic() + 100
    monkeypatch.setattr(module.time, "monotonic", lambda: later)
    assert patience.heard(sighting()).repeated == 5


def test_a_flood_of_names_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(module, "_MOST_TOLD", 3)
    patience = Patience()
    for number in range(20):
        patience.heard(sighting(executable=f"/tmp/{number}"))
    assert len(patience._told) <= 3
