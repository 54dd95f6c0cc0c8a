"""Attacks that stand in the request itself, and whether they worked.

An attack has worked where it was answered with success, and otherwise than that page is usually
answered: by size, since a log keeps no bodies.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rootout.weblog.log import Log
from rootout.weblog.payload import NAMES, kinds
from rootout.weblog.sign import Rule, Sign
from rootout.weblog.table import HEADER_MARK

RULE = Rule(
    id="weblog_attack",
    title="Attacks were sent in requests",
    techniques=("T1190",),
    advice="Where one worked, look at what that page started, wrote and read.",
)
SLACK = 256  # bytes by which ordinary answers of one page differ anyway
FEW = 3  # ordinary answers that tell what is usual
MOST_NAMED = 3
Row = dict[str, Any]


def detect(log: Log) -> Iterator[Sign]:
    """Yield a sign for each address and page where something worked, else for each address."""
    rows = [*_in_targets(log), *_in_headers(log)]
    worked = _Worked(log, rows)
    by_address: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_address[row["address"]].append(row)
    for address, attacks in by_address.items():
        good = [row for row in attacks if worked.is_so(row)]
        for path in dict.fromkeys(row["path"] for row in good):
            yield _sign(address, [row for row in good if row["path"] == path], path)
        if not good and (_is_sure(attacks) or sum(row["requests"] for row in attacks) >= FEW):
            yield _sign(address, attacks)


def _is_sure(attacks: list[Row]) -> bool:
    return any(NAMES[kind].is_sure for row in attacks for kind in row["kinds"].split(","))


def _in_targets(log: Log) -> list[Row]:
    found = ((row["target"], kinds(row["target"])) for row in log.ask("marked"))
    log.put(
        "chosen",
        "target varchar, kinds varchar",
        [(one, ",".join(all_)) for one, all_ in found if all_],
    )
    return log.ask("attacks")


def _in_headers(log: Log) -> list[Row]:
    log.make("agents")
    found = ((row["text"], kinds(row["text"])) for row in log.ask("headers", mark=HEADER_MARK))
    log.put(
        "chosen",
        "text varchar, kinds varchar",
        [(one, ",".join(all_)) for one, all_ in found if all_],
    )
    return log.ask("header_attacks")


class _Worked:
    """What pages usually answer."""

    def __init__(self, log: Log, rows: list[Row]) -> None:
        self._catch_all = {row["size"] for row in log.ask("catch_all")}
        log.put(
            "chosen", "path varchar", [(path,) for path in sorted({row["path"] for row in rows})]
        )
        self._usual = {row["path"]: row for row in log.ask("usual")}

    def is_so(self, row: Row) -> bool:
        """Say whether an attack was answered as nothing else is."""
        if not 200 <= row["status"] < 300 or row["method"] not in ("GET", "POST", "PUT"):
            return False
        if row["is_header"] or not any(NAMES[one].is_sure for one in row["kinds"].split(",")):
            return False  # a header is logged by whatever page: its answer tells nothing
        usual = self._usual.get(row["path"])
        if usual is None or usual["requests"] < FEW:
            return row["size"] > 0 and row["size"] not in self._catch_all and row["path"] != "/"
        return not usual["least"] - SLACK <= row["size"] <= usual["most"] + SLACK


def _sign(address: str, rows: list[Row], path: str = "") -> Sign:
    names = list(dict.fromkeys(kind for row in rows for kind in row["kinds"].split(",")))
    example = max(rows, key=lambda row: len(row["kinds"]))["example"]
    answer = (
        f"; answered {rows[-1]['status']} with {rows[-1]['size']} bytes, which is unusual there"
    )
    return Sign(
        rule=RULE,
        severity="high" if path else "medium",
        confidence="medium" if path else "high",
        address=address,
        path=path,
        succeeded=bool(path),
        techniques=tuple(dict.fromkeys(NAMES[name].technique for name in names)),
        why=f"{', '.join(names[:MOST_NAMED])} as in {example[:160]}{answer if path else ''}",
        first=min(row["first"] for row in rows),
        last=max(row["last"] for row in rows),
        requests=sum(row["requests"] for row in rows),
    )
