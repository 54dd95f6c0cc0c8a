"""A table of hours and minutes from the trends and the history of Zabbix."""

import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from rootout.errors import RootoutError
from rootout.history.measures import MEASURES, Measure
from rootout.history.sample import Sample
from rootout.history.table import DAY, HOUR, MINUTE, Table, by_hour
from rootout.history.zabbix.api import Api
from rootout.history.zabbix.items import ADDED, Item, items_of

AT_ONCE = 50  # items of one call
MOST_ROWS = 100_000  # of the history, of one item
SPREAD, EFFECT = 0.25, 1.0  # of the median: of what rootout knows nothing about
LEAST = 1e-6
Points = dict[float, dict[str, dict[str, tuple[float, float]]]]  # time, measure, item: mean, most


def zabbix_table(api: Api, host: str, since: float, until: float, days: int) -> Table:
    """Read the hours of `host` from `days` before `since`, and the minutes from `since` on.

    Raises RootoutError where Zabbix does not know the host, or it has no numbers.
    """
    items = items_of(api.call("item.get", _items_wanted(_host_id(api, host))))
    if not items:
        hint = "Link a template to it, such as `Linux by Zabbix agent`."
        raise RootoutError(f"Zabbix has no numeric items of {host}", hint)
    first = (since // HOUR - 1) * HOUR
    hours: Points = defaultdict(dict)
    for group in _groups(items):
        rows = api.call("trend.get", _trends_wanted(group, first - days * DAY, until))
        _gather(hours, group, rows, HOUR, ("value_avg", "value_max"))
    minutes: Points = defaultdict(dict)
    for one in items:
        if one.is_ours:
            rows = api.call("history.get", _history_wanted(one, first, until))
            _gather(minutes, (one,), rows, MINUTE, ("value", "value"))
    fine = tuple(_samples(minutes, MINUTE))
    coarse = {one.time: one for one in _samples(hours, HOUR)}
    own = [_measure(one, coarse.values()) for one in items if not one.is_ours]
    return Table(
        source=f"Zabbix at {api.url}",
        hours=by_hour(fine) | coarse,
        minutes=fine,
        measures=(*MEASURES, *own),
    )


def _host_id(api: Api, host: str) -> str:
    wanted = {"output": ["hostid"], "filter": {"host": [host]}}
    found = api.call("host.get", wanted)
    if not found:
        found = api.call("host.get", {"output": ["hostid"], "filter": {"name": [host]}})
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        hint = "See its name at Data collection, Hosts, and whether the token may read it."
        raise RootoutError(f"Zabbix knows no host {host!r}", hint)
    return str(found[0].get("hostid", ""))


def _items_wanted(host_id: str) -> dict[str, Any]:
    return {
        "hostids": [host_id],
        "output": ["itemid", "key_", "name", "units", "value_type"],
        "filter": {"value_type": [0, 3], "status": 0},
    }


def _trends_wanted(items: Iterable[Item], since: float, until: float) -> dict[str, Any]:
    return {
        "itemids": [one.id for one in items],
        "output": ["itemid", "clock", "value_avg", "value_max"],
        "time_from": int(since),
        "time_till": int(until),
    }


def _history_wanted(item: Item, since: float, until: float) -> dict[str, Any]:
    return {
        "itemids": [item.id],
        "history": int(item.kind),
        "output": ["itemid", "clock", "value"],
        "time_from": int(since),
        "time_till": int(until),
        "limit": MOST_ROWS,
    }


def _gather(
    points: Points, items: Iterable[Item], rows: Any, length: int, names: tuple[str, str]
) -> None:
    """Add the rows of an answer; those that are odd are left out. Numbers come as text."""
    by_id = {one.id: one for one in items}
    for row in rows if isinstance(rows, list) else ():
        try:
            item = by_id[str(row["itemid"])]
            start = float(int(row["clock"]) // length * length)
            mean, most = (float(row[name]) * item.factor for name in names)
        except (KeyError, TypeError, ValueError, OverflowError):
            continue
        if math.isfinite(mean) and math.isfinite(most):
            points[start].setdefault(item.measure, {})[item.id] = (mean, most)


def _samples(points: Points, length: int) -> Iterator[Sample]:
    """Yield what was seen in order; several interfaces are added up."""
    for start in sorted(points):
        mean, most = {}, {}
        for name, amounts in points[start].items():
            rows = list(amounts.values()) if name in ADDED else list(amounts.values())[:1]
            mean[name] = sum(one for one, _ in rows)
            most[name] = sum(one for _, one in rows)
        yield Sample(time=start, seconds=float(length), mean=mean, most=most, programs={})


def _measure(item: Item, hours: Iterable[Sample]) -> Measure:
    """Judge by its own median what of a foreign item would matter."""
    amounts = [abs(one.mean[item.key]) for one in hours if item.key in one.mean]
    median = statistics.median(amounts) if amounts else 0.0
    return Measure(
        name=item.key,
        title=item.title,
        unit="",
        floor=max(SPREAD * median, LEAST),
        effect=max(EFFECT * median, LEAST),
    )


def _groups(items: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    rest = iter(items)
    while group := tuple(islice(rest, AT_ONCE)):
        yield group
