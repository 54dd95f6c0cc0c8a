"""Which lines of passwd, shadow and group are one account's, and what is left without it."""

import re

from rootout.respond.lines import Edit

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


def _row(line: bytes) -> list[bytes]:
    return line.partition(b"\0")[0].lstrip(BLANKS).split(b":")


def _members(field: bytes) -> list[bytes]:
    return [one.strip() for one in field.split(b",") if one.strip()]
