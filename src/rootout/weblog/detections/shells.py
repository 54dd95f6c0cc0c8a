"""Scripts that are used as web shells are: by few, without links to them, after they appeared."""

from collections.abc import Iterator
from typing import Any

from rootout.weblog.log import Log
from rootout.weblog.payload import kinds
from rootout.weblog.sign import Rule, Sign
from rootout.webshell.place import place_of

RULE = Rule(
    id="weblog_web_shell",
    title="A script is used as web shells are",
    techniques=("T1505.003",),
    advice="Look at the file (rootout webshell), who wrote it, and what its requests started.",
)
FEW_ADDRESSES = 3
ENOUGH = 5
LATE = 0.1  # of the log's time: a script that was always there is asked for before
UPLOADED_BEFORE = 900  # seconds
Row = dict[str, Any]


def detect(log: Log) -> Iterator[Sign]:
    """Yield scripts with enough of what makes a web shell: a sign for each of its users."""
    candidates = log.ask("scripts", few=FEW_ADDRESSES)
    log.put(
        "chosen",
        "path varchar, first bigint",
        [(row["path"], row["first_ok"]) for row in candidates],
    )
    users: dict[str, list[Row]] = {}
    for row in log.ask("script_users"):
        users.setdefault(row["path"], []).append(row)
    log.put(
        "chosen",
        "path varchar, first bigint",
        [(row["path"], row["first_ok"]) for row in candidates],
    )
    uploads = {row["path"] for row in log.ask("uploads", seconds=UPLOADED_BEFORE)}
    for script in candidates:
        reasons, is_strong = _reasons(
            script, users[script["path"]], log.span, script["path"] in uploads
        )
        if is_strong and sum(reasons.values()) >= ENOUGH:
            yield from _signs(script["path"], users[script["path"]], list(reasons))


def _reasons(
    script: Row, users: list[Row], span: tuple[int, int, int], uploaded: bool
) -> tuple[dict[str, int], bool]:
    first, last, _ = span
    place = place_of(script["path"])
    has_commands = any(
        set(kinds(row["example"])) & {"command injection", "code injection"} for row in users
    )
    strong = {
        f"{place.why}": 2 if place.why else 0,
        "it was not there before, and then it was": 2 if _appeared(script) else 0,
        "its user sent something to another page just before": 1 if uploaded else 0,
        "it is given commands": 3 if has_commands else 0,
    }
    weak = {
        "few addresses know it": 1,
        "it is mostly posted to": 1 if script["posts"] * 2 >= script["requests"] else 0,
        "no page leads to it": 1 if script["referred"] * 10 <= script["requests"] else 0,
        "it appears late": 1 if script["first_ok"] - first >= LATE * (last - first) > 0 else 0,
        "its answers differ in size": 1 if script["sizes"] >= FEW_ADDRESSES else 0,
    }
    found = {why: score for why, score in (strong | weak).items() if score}
    return found, any(strong.values())


def _appeared(script: Row) -> bool:
    return script["first_missed"] is not None and script["first_missed"] < script["first_ok"]


def _signs(path: str, users: list[Row], reasons: list[str]) -> Iterator[Sign]:
    for row in users:
        yield Sign(
            rule=RULE,
            severity="high",
            confidence="medium",
            address=row["address"],
            path=path,
            succeeded=True,
            why=f"{path}: {'; '.join(reasons)}",
            first=row["first"],
            last=row["last"],
            requests=row["requests"],
        )
