"""Passwords guessed: by one address many times, or by many addresses a few times each."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rootout.weblog.log import Log
from rootout.weblog.sign import Rule, Sign

GUESSING = Rule(
    id="weblog_password_guessing",
    title="Passwords were guessed at a login page",
    techniques=("T1110.001",),
    advice="Where one was right, lock that account and end its sessions; then block the address.",
)
STUFFING = Rule(
    id="weblog_credential_stuffing",
    title="Many addresses tried passwords, few each",
    techniques=("T1110.004",),
    advice="Ask for a second factor, or a proof of work, at that page; block the addresses.",
)
LOGIN = (
    r"(?i)log-?[io]n|sign-?in|xmlrpc\.php|/auth(enticate|orize)?(/|\.|$)|/session(s)?(/new)?$"
    r"|/admin/?(index\.php)?$"
)
LEAST = 12  # wrong passwords in a row: people stop before
MANY = 100  # however slowly
PACE = 300  # seconds for one try, at most, where they are fewer
SHARE = 5  # wrong passwords for each right one: an office behind one address has more right ones
GROUP = 20  # addresses that do nothing but try
REFUSED = (401, 403)
DENIED = (400, 403, 404, 405, 410, 422, 423, 429)
SAME = 64  # bytes by which the page that says no differs
Row = dict[str, Any]


def detect(log: Log) -> Iterator[Sign]:
    """Yield who guessed alone, and who guessed together."""
    log.make("visitors")
    log.make("login_pages", login=LOGIN)
    tries: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in log.ask("logins"):
        tries[row["address"], row["path"]].append(row)
    alone = {}
    for (address, path), answers in tries.items():
        sign = _guessed(address, path, answers)
        if sign:
            alone[address, path] = sign
    yield from alone.values()
    by_path: dict[str, list[tuple[str, list[Row]]]] = defaultdict(list)
    for (address, path), answers in tries.items():
        if (address, path) not in alone and _does_nothing_else(answers):
            by_path[path].append((address, answers))
    for path, group in by_path.items():
        yield from _together(path, group)


def _guessed(address: str, path: str, answers: list[Row]) -> Sign | None:
    wrong = max(answers, key=lambda row: (row["posts"] or row["tries"], row["tries"]))
    count = wrong["tries"]
    right = _right(wrong, answers)
    seconds = wrong["last"] - wrong["first"]
    if count < LEAST or (count < MANY and seconds > PACE * count):
        return None
    if sum(row["tries"] for row in right) * SHARE > count:
        return None
    if wrong["status"] not in REFUSED and not _does_nothing_else(answers):
        return None
    alike = f"{wrong['status']}, {wrong['size']} bytes"
    why = f"{count} tries at {path} that were answered alike ({alike})"
    then = (
        f", then one that was not ({right[0]['status']}, {right[0]['size']} bytes)" if right else ""
    )
    return Sign(
        rule=GUESSING,
        severity="high" if right else "medium",
        confidence="medium" if right else "high",
        address=address,
        path=path,
        succeeded=bool(right),
        why=why + then,
        first=wrong["first"],
        last=max(row["last"] for row in answers),
        requests=sum(row["tries"] for row in answers),
    )


def _right(wrong: Row, answers: list[Row]) -> list[Row]:
    """Return the answers that a right password may have had: others than the usual, and later."""
    return [
        row
        for row in answers
        if row is not wrong
        and row["status"] not in (*REFUSED, *DENIED)
        and row["status"] < 500
        and row["last"] >= wrong["first"]
        and (row["posts"] or wrong["status"] in REFUSED)
        and (row["status"] != wrong["status"] or abs(row["size"] - wrong["size"]) > SAME)
    ]


def _does_nothing_else(answers: list[Row]) -> bool:
    return (
        sum(row["tries"] for row in answers) * 2 >= answers[0]["requests"]
        and not answers[0]["assets"]
    )


def _together(path: str, group: list[tuple[str, list[Row]]]) -> Iterator[Sign]:
    answers: dict[tuple[int, int], int] = defaultdict(int)
    for _, rows in group:
        for row in rows:
            answers[row["status"], row["size"]] += row["tries"]
    total = sum(answers.values())
    (status, size), same = max(answers.items(), key=lambda item: item[1])
    if len(group) < GROUP or same * 10 < total * 9:
        return  # what is answered in many ways is used, not guessed at
    for address, rows in group:
        right = any(
            (row["status"], row["size"]) != (status, size) and row["status"] < 400 for row in rows
        )
        yield Sign(
            rule=STUFFING,
            severity="high" if right else "medium",
            confidence="medium",
            address=address,
            path=path,
            succeeded=right,
            why=f"one of {len(group)} addresses that do nothing but try {path}: "
            f"{total} tries, {same} answered alike",
            first=min(row["first"] for row in rows),
            last=max(row["last"] for row in rows),
            requests=sum(row["tries"] for row in rows),
        )
