"""Which lines of passwd, shadow and group are one account's, and what is left without it."""

from rootout.respond.lines import Edit

ID_BITS = 0xFFFFFFFF
MEMBER_FIELD = 3  # of group(5) and gshadow(5); gshadow has administrators before it
LEAST_GROUP = 4


def rows_of(data: bytes | None) -> list[list[bytes]]:
    """Split a table at newlines and colons."""
    return [line.split(b":") for line in (data or b"").split(b"\n") if line]


def id_of(row: list[bytes], field: int) -> int | None:
    """Read a uid or gid as strtoul(3) does: zeros and blanks before it count as nothing."""
    text = row[field].strip() if len(row) > field else b""
    return int(text) & ID_BITS if text.isdigit() and len(text) <= 20 else None


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
        row = line.split(b":")
        if row[0] == account and len(row) > 1 and (own_group or not is_group):
            return None
        if not is_group or len(row) < LEAST_GROUP:
            return line
        fields = (2, 3) if table == "gshadow" else (3,)
        for field in fields:
            if account in _members(row[field]):
                left = [one for one in row[field].split(b",") if one.strip() != account]
                row[field] = b",".join(left)
        return b":".join(row)

    return edit


def _members(field: bytes) -> list[bytes]:
    return [one.strip() for one in field.split(b",") if one.strip()]
