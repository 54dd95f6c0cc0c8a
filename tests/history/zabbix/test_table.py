"""Trends and history of Zabbix become the table that trends are made of."""

import math
from collections.abc import Iterator

import pytest
from tests.history.generated import DAYS, NOW, SINCE
from tests.history.zabbix.frontend import TOKEN, Frontend, serving

from rootout.errors import RootoutError
from rootout.history.compare import compare
from rootout.history.departures import departures
from rootout.history.table import DAY, HOUR, MINUTE
from rootout.history.zabbix.api import Api
from rootout.history.zabbix.table import zabbix_table


def daily(moment: float) -> float:
    return 10 + 8 * math.sin(moment / DAY * 2 * math.pi)


def fill(frontend: Frontend, identity: str, odd_from: float, more: float, scale: float = 1) -> None:
    """A fortnight of hours and a day of minutes of one item, with something at its end."""
    first = int((NOW - 16 * DAY) // HOUR * HOUR)

    def amount(clock: int) -> float:
        return (daily(clock) + (more if clock >= odd_from else 0)) * scale

    hours = range(first, int(NOW // HOUR * HOUR), HOUR)
    frontend.trends[identity] = [(one, amount(one), 2 * amount(one)) for one in hours]
    minutes = range(int(SINCE) - 2 * HOUR, int(NOW), MINUTE)
    frontend.history[identity] = [(one, amount(one)) for one in minutes]


@pytest.fixture(params=["6.0.14", "7.0.4"])
def frontend(request: pytest.FixtureRequest) -> Iterator[Frontend]:
    with serving(Frontend(request.param)) as made:
        yield made


def test_hours_and_minutes_are_read(frontend: Frontend) -> None:
    fill(frontend, frontend.add("system.cpu.util", "CPU utilization", "%"), NOW, 0)
    table = zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
    assert len(table.hours) >= 15 * 24
    start = max(table.hours) - HOUR
    assert table.hours[start].mean["cpu.busy"] == pytest.approx(daily(start), abs=0.01)
    assert table.hours[start].most["cpu.busy"] == pytest.approx(2 * daily(start), abs=0.01)
    assert NOW // HOUR * HOUR in table.hours  # no trend of it yet: from its minutes
    assert len(table.minutes) > 24 * 60
    assert frontend.address in table.source


def test_interfaces_are_added_up_and_bits_become_bytes(frontend: Frontend) -> None:
    for name in ("eth0", "eth1"):
        fill(frontend, frontend.add(f'net.if.out["{name}"]', units="bps"), NOW, 0, 8000)
    table = zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
    start = max(table.hours) - HOUR
    found = table.hours[start].mean["network.bytes.out"]
    assert found == pytest.approx(2000 * daily(start), rel=0.01)


def test_what_is_unusual_is_found_and_dated(frontend: Frontend) -> None:
    since = NOW - 6 * HOUR - 900
    fill(frontend, frontend.add("system.cpu.util", units="%"), since, 70)
    table = zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
    found = [
        one
        for trend in compare(table, SINCE, NOW, DAYS)
        for one in departures(table, trend, SINCE, DAYS)
    ]
    assert [one.measure.name for one in found] == ["cpu.busy"]
    assert abs(found[0].since - since) <= 120


def test_what_rootout_knows_nothing_about_is_judged_by_its_own_measure(frontend: Frontend) -> None:
    fill(frontend, frontend.add("custom.requests", "Requests a second"), NOW - 5 * HOUR, 100)
    fill(frontend, frontend.add("custom.calm", "Calm"), NOW - 5 * HOUR, 3)
    table = zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
    trends = compare(table, SINCE, NOW, DAYS)
    assert {one.measure.title for one in trends} == {"Requests a second", "Calm"}
    found = [one for trend in trends for one in departures(table, trend, SINCE, DAYS)]
    assert [one.measure.title for one in found] == ["Requests a second"]


def test_many_items_are_asked_in_groups(frontend: Frontend) -> None:
    for number in range(120):
        frontend.add(f"custom[{number}]")
    zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
    asked = [
        len(one["params"]["itemids"]) for one in frontend.asked if one["method"] == "trend.get"
    ]
    assert asked == [50, 50, 20]


def test_odd_rows_cost_only_themselves(frontend: Frontend) -> None:
    identity = frontend.add("system.cpu.util")
    frontend.trends[identity] = [(int(NOW) - HOUR, math.nan, 1), (int(NOW) - 2 * HOUR, 5, 6)]
    frontend.history["99999"] = [(int(NOW), 1)]
    table = zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
    assert [one.mean for one in table.hours.values()] == [{"cpu.busy": 5}]


def test_a_host_that_is_not_known_is_said(frontend: Frontend) -> None:
    with pytest.raises(RootoutError, match="knows no host 'web99'"):
        zabbix_table(Api(frontend.address, TOKEN), "web99", SINCE, NOW, DAYS)


def test_a_host_without_numbers_is_said(frontend: Frontend) -> None:
    with pytest.raises(RootoutError, match="no numeric items"):
        zabbix_table(Api(frontend.address, TOKEN), "web01", SINCE, NOW, DAYS)
