"""What the kernel counts for the whole machine: the small tables of /proc (proc(5))."""

import re
from collections.abc import Iterator

from rootout.host.api import Host
from rootout.model.value import value

# The columns of `cpu` in /proc/stat; what guests use is already in user and nice.
CPU = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
SECTOR = 512  # bytes, whatever the disk has: Documentation/admin-guide/iostats.rst
KIB = 1024
MOST_DEVICES = 32  # of one kind: a host of containers has hundreds of interfaces
NO_DISK = re.compile(r"(?:loop|ram|fd|sr)\d+|zram\d+")
STACKED = re.compile(r"(?:dm-|md)\d+")  # counted again in the disks below them
PARTITION = re.compile(r"(?:[svh]d[a-z]+|xvd[a-z]+)\d+|(?:nvme\d+n\d+|mmcblk\d+)p\d+")
MOST_DIGITS = 20
Numbers = dict[str, float]


@value
class Counters:
    """What is so now (`levels`), and what only ever grows (`totals`, `ticks` those of the CPU)."""

    levels: Numbers
    totals: Numbers
    ticks: Numbers


def look(host: Host) -> Counters:
    """Read all tables; one that cannot be read, or is odd, counts for nothing."""
    levels: Numbers = {}
    totals: Numbers = {}
    ticks: Numbers = {}
    for line in _lines(host, "/proc/stat"):
        _from_stat(line, levels, totals, ticks)
    for line in _lines(host, "/proc/loadavg"):
        _from_load(line, levels)
    levels |= memory({line[0]: line[1:] for line in _lines(host, "/proc/meminfo") if line})
    totals |= _disks(_lines(host, "/proc/diskstats"))
    totals |= _interfaces(_lines(host, "/proc/self/net/dev"))
    totals |= _protocols(_lines(host, "/proc/self/net/snmp"))
    return Counters(levels=levels, totals=totals, ticks=ticks)


def memory(table: dict[str, list[str]]) -> Numbers:
    """Return what is used and what is free of memory and swap, in bytes."""
    sizes = {name: number(words[0]) * KIB for name, words in table.items() if words}
    if "MemTotal:" not in sizes:
        return {}
    free = sizes.get("MemAvailable:", sizes.get("MemFree:", 0.0))
    swap = sizes.get("SwapTotal:", 0.0) - sizes.get("SwapFree:", 0.0)
    return {"memory.used": sizes["MemTotal:"] - free, "memory.free": free, "swap.used": swap}


def number(word: str) -> float:
    """Read a number that the kernel wrote; 0 for anything else."""
    whole, _, part = word.partition(".")
    if not (whole + part).isdecimal() or not word.isascii() or len(word) > MOST_DIGITS:
        return 0.0
    return float(word)


def _from_stat(words: list[str], levels: Numbers, totals: Numbers, ticks: Numbers) -> None:
    if words[0] == "cpu":
        ticks.update(zip(CPU, map(number, words[1:]), strict=False))
    elif words[0] == "processes":
        totals["processes.started"] = number(words[1])
    elif words[0] in ("procs_running", "procs_blocked"):
        levels[f"processes.{words[0].partition('_')[2]}"] = number(words[1])


def _from_load(words: list[str], levels: Numbers) -> None:
    levels["load"] = number(words[0])
    if len(words) > 3:
        levels["threads"] = number(words[3].partition("/")[2])


def _disks(lines: Iterator[list[str]]) -> Numbers:
    """Return bytes read and written of whole disks, and their sum without what is stacked."""
    totals = {"disk.read": 0.0, "disk.written": 0.0}
    disks = [words for words in lines if len(words) > 9 and _is_disk(words[2])]
    for words in disks[:MOST_DEVICES]:
        for name, column in (("read", 5), ("written", 9)):
            size = number(words[column]) * SECTOR
            totals[f"disk.{words[2]}.{name}"] = size
            totals[f"disk.{name}"] += 0.0 if STACKED.fullmatch(words[2]) else size
    return totals


def _is_disk(name: str) -> bool:
    return not NO_DISK.fullmatch(name) and not PARTITION.fullmatch(name)


def _interfaces(lines: Iterator[list[str]]) -> Numbers:
    """Return bytes and packets of each interface and direction.

    The name ends in a colon that the first number may touch: kernels before 2.6.28 did that, and
    none that rootout runs on does.
    """
    totals: Numbers = {}
    rows = [words for words in lines if len(words) > 10 and words[0].endswith(":")]
    for words in rows[:MOST_DEVICES]:
        name = words[0][:-1]
        for what, column in (("bytes", 1), ("packets", 2)):
            totals[f"network.{name}.{what}.in"] = number(words[column])
            totals[f"network.{name}.{what}.out"] = number(words[column + 8])
    return totals


WANTED = {
    ("Tcp:", "ActiveOpens"): "connections.out",
    ("Tcp:", "PassiveOpens"): "connections.in",
    ("Tcp:", "AttemptFails"): "connections.failed",
    ("Udp:", "OutDatagrams"): "datagrams.out",
    ("Udp:", "InDatagrams"): "datagrams.in",
}


def _protocols(lines: Iterator[list[str]]) -> Numbers:
    """Read /proc/net/snmp: a line of names, then one of numbers (RFC 4022, RFC 4113)."""
    totals: Numbers = {}
    names: list[str] = []
    for words in lines:
        if names and names[0] == words[0]:
            for name, word in zip(names, words, strict=False):
                if (words[0], name) in WANTED:
                    totals[WANTED[words[0], name]] = number(word)
            names = []
        else:
            names = words
    return totals


def _lines(host: Host, path: str) -> Iterator[list[str]]:
    """Yield the words of each line that has at least two."""
    try:
        data = host.read(path).data
    except OSError:
        return
    for line in data.decode(errors="replace").split("\n"):
        words = line.split()
        if len(words) > 1:
            yield words
