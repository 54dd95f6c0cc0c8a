from tests.history.test_sample import sample

from rootout.history.table import by_hour, by_minute


def test_samples_are_put_together_by_the_hour() -> None:
    samples = [sample(3600 + 60 * number, 60, mean={"a": number}) for number in range(60)]
    hours = by_hour([*samples, sample(7200, 60, mean={"a": 5})])
    assert list(hours) == [3600]  # of the second hour, one minute is known
    assert hours[3600].mean == {"a": 29.5}


def test_minutes_are_in_order() -> None:
    found = by_minute([sample(130, 10), sample(60, 60), sample(120, 10)])
    assert [(one.time, one.seconds) for one in found] == [(60, 60), (120, 20)]
