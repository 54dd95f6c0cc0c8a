"""What trends are told of: its words, and how much of it is worth a word."""

from typing import Literal

from rootout.model.value import value

Unit = Literal["%", "", "bytes", "bytes/s", "/s", "/h"]
Part = Literal["cpu", "read", "written", "sent"]
MIB, KB = 1 << 20, 1000.0


@value
class Measure:
    """One metric of the history.

    `floor` is the least spread that is believed, `effect` the least difference that matters:
    what never varies would else be unusual at its first twitch. `part` is what of a program's
    use stands behind it. A measure `is_low_odd` where its end is as odd as its rise.
    """

    name: str
    title: str
    unit: Unit
    floor: float
    effect: float
    part: Part | None = None
    is_low_odd: bool = False


def _measure(
    name: str, title: str, unit: Unit, floor: float, effect: float, part: Part | None = None
) -> Measure:
    return Measure(name=name, title=title, unit=unit, floor=floor, effect=effect, part=part)


LOGS = Measure(
    name="log.bytes",
    title="written to logs",
    unit="bytes/s",
    floor=5,
    effect=20 * KB,
    is_low_odd=True,
)
MEASURES = (
    _measure("cpu.busy", "CPU", "%", 3, 25, part="cpu"),
    _measure("load", "load", "", 0.5, 2, part="cpu"),
    _measure("cpu.iowait", "CPU waiting for disks", "%", 3, 20),
    _measure("cpu.steal", "CPU taken by the hypervisor", "%", 3, 20),
    _measure("memory.used", "memory in use", "bytes", 256 * MIB, 1024 * MIB),
    _measure("swap.used", "swap in use", "bytes", 64 * MIB, 512 * MIB),
    _measure("disk.read", "read from disks", "bytes/s", 200 * KB, 5000 * KB, part="read"),
    _measure("disk.written", "written to disks", "bytes/s", 200 * KB, 5000 * KB, part="written"),
    _measure("network.bytes.out", "sent", "bytes/s", 20 * KB, 200 * KB, part="sent"),
    _measure("network.bytes.in", "received", "bytes/s", 20 * KB, 500 * KB),
    _measure("network.packets.out", "packets sent", "/s", 20, 500),
    _measure("network.packets.in", "packets received", "/s", 20, 1000),
    _measure("connections.out", "connections begun", "/s", 0.1, 1),
    _measure("connections.in", "connections taken", "/s", 0.2, 10),
    _measure("connections.failed", "connections that failed", "/s", 0.1, 0.5),
    _measure("datagrams.out", "UDP sent", "/s", 2, 100),
    _measure("tcp.established", "open connections", "", 10, 100),
    _measure("tcp.syn-sent", "connections that wait for an answer", "", 2, 20),
    _measure("tcp.syn-recv", "connections half taken", "", 5, 50),
    _measure("processes", "processes", "", 10, 60),
    _measure("threads", "threads", "", 20, 200),
    _measure("processes.started", "processes started", "/s", 0.5, 5),
    _measure("logins", "logins", "/h", 2, 10),
    _measure("logins.failed", "failed logins", "/h", 20, 200),
    LOGS,
)


def figure(measure: Measure, amount: float) -> str:
    """Write an amount as a person would."""
    if measure.unit == "%":
        return f"{amount:.0f} %"
    if measure.unit == "/h":
        return f"{_number(amount)} an hour"
    if measure.unit == "/s":
        return f"{_number(amount)} a second"
    if measure.unit == "":
        return _number(amount)
    return _size(amount) + (" a second" if measure.unit == "bytes/s" else "")


def between(measure: Measure, low: float, high: float) -> str:
    """Write a range, its unit once where both ends have the same."""
    least, greatest = figure(measure, low), figure(measure, high)
    number, _, unit = least.partition(" ")
    return f"{number if greatest.endswith(f' {unit}') else least} to {greatest}"


def scaled(measure: Measure, amount: float) -> float:
    """Return an amount as it was recorded in the unit that it is told in."""
    return amount * 3600 if measure.unit == "/h" else amount


def _number(amount: float) -> str:
    if amount >= 10_000:
        return f"{amount / 1000:,.0f}k"
    return f"{amount:,.0f}" if amount >= 10 or amount == int(amount) else f"{amount:.2g}"


def _size(amount: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if amount >= 10 or unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
