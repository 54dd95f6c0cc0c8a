"""What the items of a host mean: keys of the agent, and the measures that they are.

https://www.zabbix.com/documentation/7.0/en/manual/config/items/itemtypes/zabbix_agent
"""

import re
from collections.abc import Mapping
from typing import Any

from rootout.history.measures import MEASURES, scaled
from rootout.history.zabbix.template import key_of
from rootout.model.value import value

NUMERIC = ("0", "3")  # value_type: float and unsigned
MOST_ITEMS = 400
BITS = 8

MEANING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"system\.cpu\.util(?:\[\])?", "cpu.busy"),
        (r"system\.cpu\.util\[(?:all)?,iowait(?:,avg1)?\]", "cpu.iowait"),
        (r"system\.cpu\.util\[(?:all)?,steal(?:,avg1)?\]", "cpu.steal"),
        (r"system\.cpu\.load(?:\[(?:all)?(?:,avg1)?\])?", "load"),
        (r"vm\.memory\.size\[used\]", "memory.used"),
        (r"proc\.num(?:\[,*\])?", "processes"),
        (r"net\.if\.in\[\"?(?!lo\b)[^,\"\]]+\"?(?:,bytes)?\]", "network.bytes.in"),
        (r"net\.if\.out\[\"?(?!lo\b)[^,\"\]]+\"?(?:,bytes)?\]", "network.bytes.out"),
        (r"net\.if\.in\[\"?(?!lo\b)[^,\"\]]+\"?,packets\]", "network.packets.in"),
        (r"net\.if\.out\[\"?(?!lo\b)[^,\"\]]+\"?,packets\]", "network.packets.out"),
    )
)
OWN = {key_of(one.name): (one.name, 1 / scaled(one, 1.0)) for one in MEASURES}
ADDED = frozenset(name for _, name in MEANING if name.startswith("network."))


@value
class Item:
    """One numeric item: what it is called, and what it means here.

    `measure` is one of ours, or its own key where it is something else.
    """

    id: str
    key: str
    title: str
    units: str
    kind: str  # value_type, which is the table of its history
    measure: str
    factor: float

    @property
    def is_ours(self) -> bool:
        """Say whether it is one of the measures that rootout itself records."""
        return self.measure != self.key


def items_of(rows: Any) -> tuple[Item, ...]:
    """Read the answer to item.get; what is odd is left out, and what means nothing comes last."""
    found = [one for row in rows if (one := _item(row))] if isinstance(rows, list) else []
    sent = {one.measure for one in found if one.key in OWN}
    firsts: set[str] = set()
    items = []
    for one in sorted(found, key=lambda one: (one.key not in OWN, not one.is_ours, one.key)):
        is_added = one.measure in ADDED and one.measure not in sent
        if one.is_ours and one.measure in firsts and not is_added:
            continue  # the same said twice, as by an agent and by rootout itself
        firsts.add(one.measure)
        items.append(one)
    return tuple(items[:MOST_ITEMS])


def _item(row: Any) -> Item | None:
    if not isinstance(row, Mapping):
        return None
    key, units, kind = (str(row.get(name, "")) for name in ("key_", "units", "value_type"))
    identity = str(row.get("itemid", ""))
    if kind not in NUMERIC or not identity.isdecimal() or not key:
        return None
    name = next((name for form, name in MEANING if form.fullmatch(key)), key)
    name, factor = OWN.get(key, (name, 1 / BITS if units == "bps" else 1.0))
    return Item(
        id=identity,
        key=key,
        title=str(row.get("name") or key)[:100],
        units=units[:20],
        kind=kind,
        measure=name,
        factor=factor,
    )
