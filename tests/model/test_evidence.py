from tests.records import account, cron_job, process

from rootout.model.evidence import Evidence
from rootout.model.record import Gap


def test_records_are_found_by_their_exact_type_in_order() -> None:
    first, second = process(1), process(2)
    evidence = Evidence((first, cron_job(), second))
    assert evidence.of(type(first)) == (first, second)
    assert evidence.of(type(account())) == ()


def test_records_are_found_by_id() -> None:
    job = cron_job()
    assert Evidence((job,)).by_id == {job.id: job}


def test_gaps_are_part_of_the_evidence() -> None:
    gap = Gap(artifact="a", path="/x", reason="denied")
    assert Evidence((), (gap,)).gaps == (gap,)
