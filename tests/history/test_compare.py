from tests.history.generated import DAYS, NOW, SINCE, from_on, mined, plus, table

from rootout.history.compare import Trend, compare, is_weekend, peers_of
from rootout.history.table import DAY, HOUR, Table


def trends(one: Table, since: float = SINCE) -> dict[str, Trend]:
    return {trend.measure.name: trend for trend in compare(one, since, NOW, DAYS)}


def test_each_hour_is_compared_with_the_same_hour_before() -> None:
    found = trends(table())["connections.in"]
    assert [one.start % HOUR for one in found.hours] == [0] * 25
    noon = next(one for one in found.hours if one.start % DAY == 12 * HOUR)
    night = next(one for one in found.hours if one.start % DAY == 4 * HOUR)
    assert noon.usual.median > 10 * night.usual.median
    assert noon.of_kind
    assert noon.usual.peers == 10


def test_weekends_are_compared_with_weekends() -> None:
    found = trends(table())["connections.in"]
    sunday = next(one for one in found.hours if is_weekend(one.start))
    assert sunday.usual.peers == 4


def test_an_ordinary_day_is_not_far_from_others() -> None:
    for seed in range(3):
        found = trends(table(seed=seed))
        ordinary = {"cpu.busy", "load", "disk.read", "processes", "logins.failed", "log.bytes"}
        assert not [one for name in ordinary for one in found[name].hours if one.far]


def test_a_miner_is_far_from_all_others() -> None:
    found = trends(table(mined("/tmp/x")))["cpu.busy"]
    assert [one.far for one in found.hours[-11:]] == [1] * 11
    assert not any(one.far for one in found.hours[:11])


def test_a_job_of_each_week_is_not_far() -> None:
    def weekly(one):
        on_mondays = int(one.time // DAY + 3) % 7 == 0 and one.time % DAY // HOUR == 6
        return plus(one, cpu__busy=80) if on_mondays else one

    found = trends(table(weekly))["cpu.busy"]
    assert max(one.amount for one in found.hours) > 70
    assert not any(one.far for one in found.hours)


def test_a_job_that_runs_an_hour_late_is_not_far() -> None:
    def late(one):
        hour = one.time % DAY // HOUR
        runs = hour == (23 if one.time < SINCE else 0)
        return plus(one, cpu__busy=80) if runs else one

    assert not any(one.far for one in trends(table(late))["cpu.busy"].hours)


def test_what_began_long_ago_is_no_part_of_what_is_usual() -> None:
    begun = SINCE - 9 * DAY
    one = table(mined("/tmp/x", begun))
    assert not any(hour.far for hour in trends(one)["cpu.busy"].hours)
    found = trends(one, begun)["cpu.busy"]
    assert sum(hour.far for hour in found.hours) > 200


def test_peers_are_before_all_that_is_looked_at() -> None:
    assert peers_of(10 * DAY, 10 * DAY, 2) == [9 * DAY, 8 * DAY]
    assert peers_of(12 * DAY + HOUR, 10 * DAY, 2) == [9 * DAY + HOUR, 8 * DAY + HOUR]
    assert peers_of(10 * DAY - HOUR, 10 * DAY, 1) == [9 * DAY - HOUR]


def test_without_history_nothing_is_usual_and_nothing_far() -> None:
    whole = table(mined("/tmp/x"))
    young = Table(
        source="", hours={start: one for start, one in whole.hours.items() if start > SINCE - DAY}
    )
    found = trends(young)["cpu.busy"]
    assert {one.usual for one in found.hours} == {None}
    assert not any(one.far for one in found.hours)


def test_logs_that_fall_silent_are_far_below() -> None:
    silent = from_on(NOW - 6 * HOUR, lambda one: plus(one, log__bytes=-one.mean["log.bytes"]))
    found = trends(table(silent))["log.bytes"]
    assert [one.far for one in found.hours[-5:]] == [-1] * 5
