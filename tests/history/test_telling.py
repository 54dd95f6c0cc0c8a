from dataclasses import replace

import pytest
from tests.history.generated import DAYS, NOW, SINCE, Change, from_on, mined, plus, table
from tests.history.test_sample import sample

from rootout.history.table import HOUR, Table
from rootout.history.telling import Span, Trends, joined, tell_trends


def told(change: Change = lambda one: one, whole: Table | None = None) -> Trends:
    return tell_trends(
        whole or table(change),
        "web1",
        lambda path: "package" if path.startswith("/usr/") else None,
        Span(since=SINCE, until=NOW, days=DAYS),
    )


def test_an_ordinary_day_has_nothing_to_tell() -> None:
    found = told()
    assert (found.departures, found.findings, found.pauses, found.listeners) == ((), (), (), ())
    assert found.known_days == 14
    assert {"cpu.busy", "log.bytes"} <= {one.measure.name for one in found.trends}


def test_what_still_lasts_and_is_worst_comes_first() -> None:
    def change(one):
        over = one.time < SINCE + 9 * HOUR
        leaking = plus(one, network__bytes__out=9e6 if over else 0)
        return from_on(SINCE + 5 * HOUR, lambda _: mined("/tmp/x")(leaking))(one)

    found = told(change)
    assert found.departures[0].measure.name in ("cpu.busy", "load")
    assert found.departures[-1].measure.name == "network.bytes.out"
    assert [one.severity for one in found.findings] == ["high", "low"]


def test_a_recorder_that_was_stopped_is_told() -> None:
    whole = table()
    hole = tuple(one for one in whole.minutes if not 0 < one.time - SINCE - 5 * HOUR < 3 * HOUR)
    (one,) = told(whole=replace(whole, minutes=hole)).pauses
    assert one.until - one.since == pytest.approx(3 * HOUR, abs=120)


def test_of_two_sources_the_first_counts() -> None:
    one = Table(source="a", hours={0.0: sample(0, HOUR, mean={"x": 1})}, lacks=("p",))
    two = Table(
        source="b",
        hours={
            0.0: sample(0, HOUR, mean={"x": 2, "y": 3}),
            3600.0: sample(HOUR, HOUR, mean={"x": 4}),
        },
        minutes=(sample(0, 60),),
        lacks=("q",),
    )
    whole = joined((one, two))
    assert whole.hours[0.0].mean == {"x": 1, "y": 3}
    assert whole.hours[3600.0].mean == {"x": 4}
    assert (whole.source, whole.lacks) == ("a, b", ("p", "q"))
    assert whole.minutes == two.minutes
