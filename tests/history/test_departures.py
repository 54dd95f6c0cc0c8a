from dataclasses import replace

from tests.history.generated import DAYS, NOW, SINCE, mined, plus, table

from rootout.history.compare import compare
from rootout.history.departures import Departure, departures
from rootout.history.table import HOUR, Table
from rootout.history.use import Use


def found(one: Table, name: str = "cpu.busy") -> list[Departure]:
    (trend,) = [each for each in compare(one, SINCE, NOW, DAYS) if each.measure.name == name]
    return list(departures(one, trend, SINCE, DAYS))


def test_nothing_departs_on_an_ordinary_day() -> None:
    assert found(table()) == []


def test_a_miner_is_told_to_the_minute_and_still_runs() -> None:
    since = SINCE + 12 * HOUR + 900
    (one,) = found(table(mined("/tmp/x", since)))
    assert abs(one.since - since) <= 120
    assert one.until is None
    assert one.is_above
    assert one.amount > 60
    assert one.programs[0].program == "/tmp/x"
    assert one.programs[0].usual == 0


def test_who_does_what_it_always_does_is_not_behind_it() -> None:
    (one,) = found(table(mined("/tmp/x")))
    assert [each.program for each in one.programs] == ["/tmp/x"]


def test_what_is_over_has_an_end() -> None:
    begin, end = SINCE + 5 * HOUR, SINCE + 9 * HOUR

    def change(one):
        return mined("/tmp/x", begin)(one) if one.time < end else one

    (one,) = found(table(change))
    assert one.until is not None
    assert abs(one.until - end) <= 120
    assert abs(one.seconds - 4 * HOUR) <= 240


def test_two_times_are_two_and_an_hour_of_calm_is_forgiven() -> None:
    calm = {8, 14, 15, 16}

    def change(one):
        hours = (one.time - SINCE) // HOUR
        return mined("/tmp/x", SINCE + 5 * HOUR)(one) if hours not in calm else one

    assert len(found(table(change))) == 2


def test_without_minutes_hours_have_to_do() -> None:
    whole = table(mined("/tmp/x", SINCE // HOUR * HOUR + 10 * HOUR))
    (one,) = found(replace(whole, minutes=()))
    assert one.since == SINCE // HOUR * HOUR + 10 * HOUR


def test_a_leak_has_its_program_and_its_hour() -> None:
    since = NOW - 8 * HOUR

    def change(one):
        if one.time < since:
            return one
        programs = {**one.programs, "/usr/bin/curl": Use(cpu=1, sent=3e6)}
        return replace(plus(one, network__bytes__out=3e6), programs=programs)

    (one,) = found(table(change), "network.bytes.out")
    assert one.programs[0].program == "/usr/bin/curl"
    assert abs(one.since - since) <= 120


def test_who_reads_is_behind_reading() -> None:
    def change(one):
        if one.time < NOW - 5 * HOUR:
            return one
        programs = {**one.programs, "/usr/bin/tar": Use(cpu=3, read=9e7)}
        return replace(plus(one, disk__read=9e7), programs=programs)

    (one,) = found(table(change), "disk.read")
    assert one.programs[0].program == "/usr/bin/tar"
    assert one.programs[0].amount == 9e7
