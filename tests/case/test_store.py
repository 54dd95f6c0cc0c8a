from pathlib import Path

import pytest
from tests.records import cron_job, finding, implant, process

from rootout.case.store import Store
from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident
from rootout.model.record import Gap
from rootout.model.scan import Scan

TYPES = {"processes": type(process()), "crontab": type(cron_job())}
SCAN = Scan(host="web", root="/", started=1.0, seconds=2.0, is_live=True)
GAP = Gap(artifact="x", path="/\udcff", reason="denied")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "evidence.sqlite", TYPES)


def test_evidence_comes_back_as_it_was(store: Store) -> None:
    records = {implant(executable="/tmp/\udcfe"), cron_job()}
    number = store.add_scan(SCAN, Evidence(records, (GAP,)))
    read = store.evidence(number)
    assert set(read.records) == records
    assert read.gaps == (GAP,)
    assert store.scans() == (SCAN,)


def test_scans_are_kept_apart(store: Store) -> None:
    store.add_scan(SCAN, Evidence((implant(),)))
    second = store.add_scan(SCAN, Evidence((cron_job(),)))
    assert second == 2
    assert store.evidence(2).records == (cron_job(),)


def test_records_of_an_artifact_that_is_not_known_are_left_alone(tmp_path: Path) -> None:
    Store(tmp_path / "e", TYPES).add_scan(SCAN, Evidence((implant(), cron_job())))
    assert Store(tmp_path / "e", {"crontab": type(cron_job())}).evidence(1).records == (cron_job(),)


def test_a_story_can_be_told_anew(store: Store) -> None:
    first, second = finding(Entity("file", "/a")), finding(Entity("file", "/b"))
    incident = Incident(
        id="i",
        title="t",
        severity="high",
        entities=(Entity("file", "/a"),),
        links=(),
        findings=(first.id,),
        chapters=(),
        first_cause=None,
        unknown=(),
    )
    store.keep_story(1, (first,), (incident,))
    assert store.incidents(1) == (incident,)
    store.keep_story(1, (second, first), ())
    assert store.findings(1) == (second, first)
    assert store.incidents(1) == ()
    assert store.findings(2) == ()


def test_a_scan_is_kept_whole_or_not_at_all(store: Store) -> None:
    class Broken(Evidence):
        gaps = property(lambda self: [object()])  # type: ignore[assignment]

        def __init__(self) -> None:
            self.records = (implant(),)

    with pytest.raises(TypeError):
        store.add_scan(SCAN, Broken())
    assert store.scans() == ()


def test_questions_are_asked_in_sql_of_the_newest_scan(store: Store) -> None:
    store.add_scan(SCAN, Evidence((process(5),)))
    store.add_scan(SCAN, Evidence((implant(), process(7))))
    columns, rows = store.ask("SELECT pid, name FROM processes WHERE is_deleted")
    assert columns == ("pid", "name")
    assert rows == [(666, "kworker/0:3")]


def test_a_question_can_read_and_nothing_else(store: Store) -> None:
    with pytest.raises(RootoutError, match="readonly"):
        store.ask("DELETE FROM record")


def test_a_wrong_question_names_the_tables(store: Store) -> None:
    with pytest.raises(RootoutError) as caught:
        store.ask("SELECT nothing FROM nowhere")
    assert caught.value.hint == "The tables are crontab, processes."


def test_a_file_that_is_no_database_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "e").write_bytes(b"not a database" * 100)
    with pytest.raises(RootoutError, match="cannot be opened"):
        Store(tmp_path / "e", TYPES)


def test_a_closed_store_can_be_opened_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "e", TYPES)
    store.add_scan(SCAN, Evidence(()))
    store.close()
    assert len(Store(tmp_path / "e", TYPES).scans()) == 1
