"""Which lines of passwd, shadow and group are one account's; to remove them, or fields of them."""

import re
from collections.abc import Callable

from rootout.host.api import MutableHost
from rootout.respond import lines
from rootout.respond.action import Captured, Vault
from rootout.respond.lines import Edit

# The fields of an account's own line -> what they become.
Change = Callable[[list[bytes]], list[bytes]]

BLANKS = b" \t\v\f\r"
NUMBER = re.compile(rb"[ \t\v\f\r]*([+-]?)0*([0-9]+)")
MOST_DIGITS = 20
GREATEST = 2**64 - 1
MOST_ID = 2**32 - 1
LEAST_GROUP = 4  # fields


def rows_of(data: bytes | None) -> list[list[bytes]]:
    """Split a table at newlines and colons, as glibc does: blanks before a name do not count."""
    lines = (data or b"").split(b"\n")
    return [_row(line) for line in lines if line]


def id_of(row: list[bytes], field: int) -> int | None:
    """Read a uid or gid as glibc does: strtoul(3), then cut to 32 bits."""
    match = NUMBER.fullmatch(row[field]) if len(row) > field and row[field] else None
    if match is None:
        return None
    number = int(match[2]) if len(match[2]) <= MOST_DIGITS else GREATEST
    number = min(number, GREATEST)
    return min(-number % (GREATEST + 1) if match[1] == b"-" else number, MOST_ID)


def has_own_group(account: bytes, passwd: list[list[bytes]], group: list[list[bytes]]) -> bool:
    """Say whether the group of the account's name serves nobody else: userdel(8)."""
    own = next((id_of(row, 3) for row in passwd if row[0] == account), None)
    others = {id_of(row, 3) for row in passwd if row[0] != account}
    named = [row for row in group if row[0] == account]
    if own is None or own in others or not named:
        return False
    members = {one for row in named for one in _members(row[-1])}
    return all(id_of(row, 2) == own for row in named) and members <= {account}


def edit_of(account: bytes, table: str, *, own_group: bool) -> Edit:
    """Return what the removal of an account does to each line of a table."""
    is_group = table in ("group", "gshadow")

    def edit(line: bytes) -> bytes | None:
        if _row(line)[0] == account and b":" in line and (own_group or not is_group):
            return None
        row = line.split(b":")
        if not is_group or len(row) < LEAST_GROUP:
            return line
        fields = (2, 3) if table == "gshadow" else (3,)
        for field in fields:
            if account in _members(row[field]):
                left = [one for one in row[field].split(b",") if one.strip() != account]
                row[field] = b",".join(left)
        return b":".join(row)

    return edit


def fields_edit(account: bytes, change: Change) -> Edit:
    """Return what changes the fields of an account's own lines; what is behind a NUL stays."""

    def edit(line: bytes) -> bytes:
        read, nul, rest = line.partition(b"\0")
        if b":" not in read or _row(line)[0] != account:
            return line
        return b":".join(change(read.split(b":"))) + nul + rest

    return edit


def put_fields_back(
    host: MutableHost, vault: Vault, captured: Captured, account: bytes, change: Change
) -> None:
    """Take a change of fields back: exactly where nobody changed the file since.

    Else field by field: one that somebody else has set since, say a new password, stays.
    """
    snapshot = next((one for one in captured.snapshots if one.sha256 is not None), None)
    if snapshot is None or snapshot.sha256 is None:
        return  # there was no such file
    before, now = vault.get(snapshot.sha256), lines.read(host, snapshot.path)
    edit = fields_edit(account, change)
    if now in (None, before, lines.edited(before, edit)):
        lines.change_back(host, vault, captured, edit)
        return
    was = next((row for row in rows_of(before) if row[0] == account), [])
    back = fields_edit(account, lambda row: _back(row, was, change(list(was))))
    lines.change(host, snapshot.path, back)


def _back(row: list[bytes], was: list[bytes], made: list[bytes]) -> list[bytes]:
    """Return `row` with what is still as it was `made` as it `was` before; the name stays."""
    pairs = zip(was, made, strict=False)
    ours = {number: old for number, (old, new) in enumerate(pairs) if number and old != new}
    ours |= {number: b"" for number in range(len(was), len(made)) if made[number]}
    return [
        ours[number] if number in ours and one == made[number] else one
        for number, one in enumerate(row)
    ]


def _row(line: bytes) -> list[bytes]:
    return line.partition(b"\0")[0].lstrip(BLANKS).split(b":")


def _members(field: bytes) -> list[bytes]:
    return [one.strip() for one in field.split(b",") if one.strip()]
