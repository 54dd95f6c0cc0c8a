"""What sysstat wrote down each ten minutes, for servers where rootout is new: sadc(8), sadf(1).

The files are binary and of a form for each version, so sysstat's own sadf reads them.
"""

import calendar
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from rootout.errors import RootoutError
from rootout.history.sample import Sample
from rootout.history.table import DAY, HOUR, Table, by_hour
from rootout.host.api import Host

FOLDERS = ("/var/log/sysstat", "/var/log/sa")
FILE = re.compile(r"sa\d{2}(?:\d{6})?")
PACKED = re.compile(r"sa\d{2}(?:\d{6})?\.(?:gz|bz2|xz|zst|lz4)")
READERS = ("/usr/bin/sadf",)
WANTED = ("-u", "-q", "-b", "-w", "-n", "DEV,TCP,ETCP")
MOST_FILES = 40
MOST_BYTES = 64 << 20  # of what sadf says of one file
MOST_INTERVAL = 2 * HOUR
SECTOR, KIB = 512, 1024
Read = Callable[[str], bytes]


def sysstat_table(host: Host, read: Read, since: float, until: float, days: int) -> Table:
    """Return the hours from `days` before `since` on; `read` has sadf write a file as JSON."""
    first = since - (days + 1) * DAY
    lacks: list[str] = []
    samples: list[Sample] = []
    for path in _files(host, first, lacks):
        try:
            data = read(path)
        except RootoutError as error:
            lacks.append(f"{path}: {error.message}")
            continue
        samples += [one for one in parse(data) if first <= one.time < until]
    return Table(source="sysstat", hours=by_hour(samples), lacks=tuple(lacks))


def arguments(path: str) -> tuple[str, ...]:
    """Return what sadf is told."""
    return ("-j", path, "--", *WANTED)


def parse(data: bytes) -> Iterator[Sample]:
    """Read the JSON of sadf -j; what is odd is left out."""
    try:
        document = json.loads(data) if len(data) <= MOST_BYTES else {}
        hosts = document["sysstat"]["hosts"]
        rows = [row for host in hosts for row in host["statistics"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return
    for row in rows:
        try:
            yield _sample(row)
        except (ValueError, TypeError, KeyError, OverflowError):
            continue


def _sample(row: dict[str, Any]) -> Sample:
    stamp = row["timestamp"]
    interval = float(stamp["interval"])
    parsed = time.strptime(f"{stamp['date']} {stamp['time']}", "%Y-%m-%d %H:%M:%S")
    end = calendar.timegm(parsed) if stamp.get("utc") else time.mktime(parsed)
    if not 0 < interval <= MOST_INTERVAL:
        raise ValueError("an interval that no sadc has")
    mean = {name: float(number) for name, number in _figures(row)}
    return Sample(time=end - interval, seconds=interval, mean=mean, most={}, programs={})


def _figures(row: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for cpu in row.get("cpu-load", ()):
        if cpu["cpu"] == "all":
            yield "cpu.busy", max(0.0, 100 - cpu["idle"] - cpu["iowait"])
            yield "cpu.iowait", cpu["iowait"]
            yield "cpu.steal", cpu["steal"]
    if "queue" in row:
        yield "load", row["queue"]["ldavg-1"]
        yield "threads", row["queue"]["plist-sz"]
    if "process-and-context-switch" in row:
        yield "processes.started", row["process-and-context-switch"]["proc"]
    if "io" in row:
        yield "disk.read", row["io"]["io-reads"]["bread"] * SECTOR
        yield "disk.written", row["io"]["io-writes"]["bwrtn"] * SECTOR
    yield from _network(row.get("network", {}))


def _network(network: dict[str, Any]) -> Iterator[tuple[str, float]]:
    cards = [one for one in network.get("net-dev", ()) if one["iface"] != "lo"]
    if cards:
        for way, letter in (("in", "rx"), ("out", "tx")):
            yield f"network.bytes.{way}", sum(one[f"{letter}kB"] for one in cards) * KIB
            yield f"network.packets.{way}", sum(one[f"{letter}pck"] for one in cards)
    if "net-tcp" in network:
        yield "connections.out", network["net-tcp"]["active"]
        yield "connections.in", network["net-tcp"]["passive"]
    if "net-etcp" in network:
        yield "connections.failed", network["net-etcp"]["atmptf"]


def _files(host: Host, first: float, lacks: list[str]) -> Iterable[str]:
    found = []
    for folder in FOLDERS:
        try:
            names = host.names(folder)
        except OSError:
            continue
        packed = sum(bool(PACKED.fullmatch(name)) for name in names)
        if packed:
            lacks.append(f"{packed} files of {folder} are compressed, and sadf does not read them")
        for name in filter(FILE.fullmatch, names):
            path = f"{folder}/{name}"
            try:
                changed = host.stat(path).modified_ns / 1e9
            except OSError:
                continue
            if changed >= first:
                found.append((changed, path))
    return [path for _, path in sorted(found)[-MOST_FILES:]]
