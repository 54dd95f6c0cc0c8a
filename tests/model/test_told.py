from rootout.model.evidence import Evidence
from rootout.model.scan import Scan
from rootout.model.told import Told


def test_a_story_holds_its_evidence() -> None:
    scan = Scan(host="h", root="/", started=0.0, seconds=1.0, is_live=False)
    evidence = Evidence(())
    told = Told(scan=scan, evidence=evidence, findings=(), incidents=())
    assert told.evidence is evidence
