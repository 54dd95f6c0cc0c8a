import json
from importlib import resources

import jsonschema
from tests.records import cron_job, file, finding, implant

from rootout.correlate.story import incidents_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.plan import Plan, Refusal, Step
from rootout.model.record import Gap
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.model.verdict import Verdict
from rootout.report.document import dump, plan_document, scan_document, verdict_document

SCAN = Scan(host="web\udcff", root="/", started=1.0, seconds=1.23456, is_live=True)


def document() -> dict[str, object]:
    evil = implant()
    evidence = Evidence(
        (evil, cron_job(), file()), (Gap(artifact="a", path="/x", reason="denied"),)
    )
    findings = (finding(Entity("process", evil.key), Entity("process", "9:9")),)
    told = Told(
        scan=SCAN,
        evidence=evidence,
        findings=findings,
        incidents=incidents_of(evidence, findings),
    )
    return scan_document("/case", told)


def test_a_scan_fits_the_published_schema() -> None:
    schema = json.loads((resources.files("rootout.report") / "scan.schema.json").read_text())
    jsonschema.validate(json.loads(dump(document())), schema)


def test_a_process_is_named_with_what_it_runs() -> None:
    (found,) = json.loads(dump(document()))["findings"]
    known, unknown = found["entities"]
    assert known["executable"] == "/tmp/.x/k"
    assert known["command_line"] == "[kworker/0:3]"
    assert "executable" not in unknown


def test_bytes_that_are_no_text_survive_as_ascii() -> None:
    text = dump(document())
    assert text.isascii()
    assert json.loads(text)["host"] == "web\udcff"


def test_links_name_both_ends() -> None:
    (incident,) = json.loads(dump(document()))["incidents"]
    runs = [one for one in incident["links"] if one["verb"] == "runs"]
    assert runs[0]["source"]["kind"] == "process"


def test_a_plan_document_holds_steps_and_refusals() -> None:
    step = Step(
        number=1,
        phase="contain",
        action="block_address",
        arguments={"addresses": ["203.0.113.9"]},
        summary="s",
        because="b",
        risk="low",
        reversible=True,
    )
    refusal = Refusal(summary="r", because="b")
    written = plan_document(Plan(case="c", incidents=("i",), steps=(step,), refused=(refusal,)))
    assert json.loads(dump(written))["steps"][0]["arguments"] == {"addresses": ["203.0.113.9"]}
    assert json.loads(dump(written))["refused"] == [{"summary": "r", "because": "b"}]


def test_a_verdict_document_lists_each_entity() -> None:
    one = Verdict(entity=Entity("file", "/x"), state="gone", why="w")
    assert verdict_document("c", (one,)) == {
        "case": "c",
        "verdicts": [{"kind": "file", "key": "/x", "verdict": "gone", "why": "w"}],
    }
