"""Who talked to whom, for people and for programs."""

import pwd
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from rootout.report.safe import safe
from rootout.traffic.talkers import Talk, Talker

MOST_LINES = 25
Name = Callable[[int], str]


def account_name(uid: int) -> str:
    """Return the name of an account of this machine; its number where it has none."""
    if uid < 0:
        return "?"
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def talkers_document(talk: Talk, most: int) -> dict[str, Any]:
    """Return the document of `rootout talkers --json`; amounts are for the whole time."""
    document = asdict(talk)
    document["talkers"] = [asdict(one) for one in talk.talkers[:most]]
    return document


def talkers_text(talk: Talk, most: int = MOST_LINES, name: Name = account_name) -> str:
    """Return a table, the greatest talker first; amounts are a second."""
    seconds = max(talk.seconds, 0.001)
    heard = f"{talk.packets} packets and {size(talk.bytes)} in {seconds:.0f} s"
    lines = [f"{heard}, {len(talk.talkers)} talkers."]
    if talk.lost:
        lines.append(f"{talk.lost} packets were too many to be seen: not seen is not counted.")
    if talk.passing:
        lines.append(f"{talk.passing} packets were not of this machine's own addresses.")
    head = f"{'in/s':>9} {'out/s':>9} {'packets/s':>10} {'new/s':>7}  who"
    lines += [head] * bool(talk.talkers)
    lines += [_line(one, seconds, name) for one in talk.talkers[:most]]
    if len(talk.talkers) > most:
        lines.append(f"... and {len(talk.talkers) - most} more; see --top and --json")
    if talk.hint:
        lines.append(safe(talk.hint))
    return "\n".join(lines)


def size(amount: float) -> str:
    """Write an amount of bytes."""
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def _line(one: Talker, seconds: float, name: Name) -> str:
    amounts = (
        f"{size(one.bytes_in / seconds):>9} {size(one.bytes_out / seconds):>9} "
        f"{one.packets / seconds:>10.1f} {one.begun / seconds:>7.1f}"
    )
    port = f"{one.protocol}/{one.port}" if one.port else one.protocol
    way = f"to {one.remote} {port}" if one.is_outgoing else f"from {one.remote} on our {port}"
    count = f" ({one.flows} flows)" if one.flows > 1 else ""
    return f"{amounts}  {safe(way)}{count}{safe(_whose(one, name))}"


def _whose(one: Talker, name: Name) -> str:
    if one.uid < 0:
        return ""
    program = f"{one.program} (pid {one.pid})" if one.pid else "a program that cannot be seen"
    return f": {program} of {name(one.uid)}"
