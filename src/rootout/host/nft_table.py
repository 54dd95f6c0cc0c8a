"""What the table `inet rootout` of nftables holds, as `nft -j list table` tells it."""

import json
from typing import Any

from rootout.errors import RootoutError
from rootout.host.inet import PROTOCOLS, written
from rootout.model.value import value

ISOLATED = "isolated"
ALLOWED = "allowed"
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, RecursionError, RootoutError)


@value
class Table:
    """What is blocked, each with the seconds that are left (0: for ever), and who is let in."""

    addresses: dict[str, int]
    ports: dict[str, int]
    allowed: frozenset[str] | None = None  # None: the host is not isolated
    has_isolation: bool = False  # its chains are there, be it that their time is over
    is_there: bool = True

    @property
    def is_needed(self) -> bool:
        """Say whether anything is held."""
        return bool(self.addresses or self.ports or self.allowed is not None)


NOTHING = Table(addresses={}, ports={}, is_there=False)


def parse_table(output: bytes) -> Table:
    """Read the sets of our table: libnftables-json(5).

    Raises RootoutError where that is something else.
    """
    try:
        items = json.loads(output)["nftables"]
        sets = {one["set"]["name"]: _elements(one["set"]) for one in items if "set" in one}
        allowed = {one for name in sets if name.startswith(ALLOWED) for one in sets[name]}
        return Table(
            addresses=_addresses(sets),
            ports={
                f"{protocol}/{int(port)}": seconds
                for protocol in PROTOCOLS
                for port, seconds in sets.get(f"{protocol}_ports", {}).items()
            },
            allowed=frozenset(map(written, allowed)) if sets.get(ISOLATED) else None,
            has_isolation=ISOLATED in sets,
        )
    except UNREADABLE as error:
        hint = "Look at `nft list table inet rootout`."
        raise RootoutError("what nft says of its table cannot be read", hint) from error


def _addresses(sets: dict[str, dict[str, int]]) -> dict[str, int]:
    found = dict(sets.get("hosts4", {}))  # nft writes these as we do, and they may be many
    for name in ("hosts6", "asked4", "asked6"):
        found |= {written(text): seconds for text, seconds in sets.get(name, {}).items()}
    return found


def _elements(one: dict[str, Any]) -> dict[str, int]:
    """Return the elements of a set; of the merged networks none, what was asked for is beside."""
    if str(one["name"]).startswith("networks"):
        return {}
    return dict(map(_element, one.get("elem", ()))) if "elem" in one else {}


def _element(item: object) -> tuple[str, int]:
    """Return one element and the seconds that are left to it."""
    seconds = 0
    if isinstance(item, dict) and "elem" in item:
        seconds = max(1, int(item["elem"]["expires"]))
        item = item["elem"]["val"]
    if isinstance(item, dict):
        address, length = item["concat"]
        return f"{address}/{int(str(length), 0)}", seconds
    return str(item), seconds
