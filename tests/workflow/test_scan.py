from pathlib import Path

import pytest
from tests.records import finding
from tests.workflow.server import IMPLANT, JOB, clean, infected

from rootout.case.folder import create_case
from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.record import Gap
from rootout.model.scan import Scan
from rootout.model.told import Told
from rootout.workflow.scan import exit_code, record_types, reopen, scan

SCAN = Scan(host="h", root="/", started=0.0, seconds=1.0, is_live=True)
GAP = Gap(artifact="a", path="/x", reason="denied")


def told(*severities: str, gaps: tuple[Gap, ...] = ()) -> Told:
    found = tuple(finding(severity=one) for one in severities)
    return Told(scan=SCAN, evidence=Evidence((), gaps), findings=found, incidents=())


def test_a_clean_tree_has_no_incident(tmp_path: Path) -> None:
    _, story = scan(clean(tmp_path / "root"), path=tmp_path / "case")
    assert story.incidents == ()
    assert [one for one in story.findings if one.severity in ("high", "critical")] == []


def test_a_launcher_of_a_hidden_program_is_one_incident(tmp_path: Path) -> None:
    case, story = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    (incident,) = story.incidents
    assert {Entity("file", IMPLANT), Entity("job", f"{JOB}:1")} <= set(incident.entities)
    assert case.store.incidents(1) == story.incidents


def test_the_story_is_read_back_as_it_was_told(tmp_path: Path) -> None:
    case, story = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    case.close()
    _, again = reopen(str(tmp_path / "case"))
    assert again.incidents == story.incidents
    assert again.findings == story.findings
    assert set(again.evidence.records) == set(story.evidence.records)


def test_the_raw_bytes_of_what_was_parsed_are_kept(tmp_path: Path) -> None:
    case, story = scan(infected(tmp_path / "root"), path=tmp_path / "case")
    sha256 = next(one.origin.sha256 for one in story.evidence.records if one.origin.path == JOB)
    assert IMPLANT.encode() in case.blobs.get(sha256 or "")


def test_fast_says_what_it_left_out(tmp_path: Path) -> None:
    _, story = scan(clean(tmp_path / "root"), path=tmp_path / "case", fast=True)
    assert story.scan.without == ("package_files",)


def test_a_second_scan_of_an_unchanged_host_has_the_same_records(tmp_path: Path) -> None:
    host = infected(tmp_path / "root")
    _, first = scan(host, path=tmp_path / "one")
    _, second = scan(host, path=tmp_path / "two")
    assert {one.id for one in first.evidence.records} == {one.id for one in second.evidence.records}
    assert [one.id for one in first.incidents] == [one.id for one in second.incidents]


def test_a_case_without_a_scan_cannot_be_told(tmp_path: Path) -> None:
    create_case(tmp_path, "h", record_types(), tmp_path / "empty").close()
    with pytest.raises(RootoutError, match="has no scan"):
        reopen(str(tmp_path / "empty"))


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (told(), 0),
        (told("medium"), 0),
        (told("high"), 1),
        (told("critical", gaps=(GAP,)), 1),
        (told("low", gaps=(GAP,)), 3),
    ],
)
def test_exit_codes_tell_found_from_unseen(story: Told, code: int) -> None:
    assert exit_code(story, "high") == code
