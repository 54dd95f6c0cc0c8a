from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.records import cron_job

from rootout.model.record import Origin, Record

TEXT = st.text(st.characters(exclude_categories=()))


def test_a_record_belongs_to_the_artifact_of_its_module() -> None:
    assert cron_job().artifact == "crontab"


def test_the_same_fact_seen_later_has_the_same_id() -> None:
    assert replace(cron_job(), seen=5.0).id == cron_job().id


@given(TEXT, TEXT)
def test_other_facts_have_other_ids(first: str, second: str) -> None:
    one, other = cron_job(first + " x"), cron_job(second + " x")
    assert (one.id == other.id) == (one == other)


def test_an_id_is_sixteen_hexadecimal_digits() -> None:
    assert int(cron_job().id, 16) >= 0
    assert len(cron_job().id) == 16


def test_a_bare_record_is_about_nothing() -> None:
    record = Record(origin=Origin(path="/x"))
    assert record.entities() == ()
    assert list(record.ties()) == []
