"""Minutes of the history to a Zabbix server: the trapper protocol, none lost and none doubled.

https://www.zabbix.com/documentation/7.0/en/manual/appendix/protocols/zabbix_sender
"""

import json
import os
import re
import socket
import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from rootout.durable import sync_folder, write_all
from rootout.errors import RootoutError
from rootout.history.measures import MEASURES, scaled
from rootout.history.sample import Sample
from rootout.history.store import History
from rootout.history.table import DAY, HOUR, MINUTE, by_minute
from rootout.history.zabbix.template import MASTER

MAGIC = b"ZBXD\x01"
HEAD = struct.Struct("<II")  # length, and what is reserved
MOST_ANSWER = 1 << 20
SECONDS = 30.0
AT_ONCE = 240  # minutes
MOST_BACK = 2 * DAY  # how long the server may be away
ANSWER = re.compile(r"processed: (\d+); failed: (\d+)")
CURSOR = "zabbix-sent"


def send_news(history: History, server: tuple[str, int], host: str, now: float) -> int:
    """Send the minutes that are over and were not sent yet; return how many.

    What was accepted is written down after each batch: where the server is away, the history
    keeps the rest for two days. Raises RootoutError where it is away, or takes nothing.
    """
    cursor = history.folder / f"{CURSOR}-{_safe(server[0])}-{_safe(host)}"
    since = max(_read(cursor, now - HOUR), now - MOST_BACK)
    minutes = [
        one
        for one in by_minute(history.read("minutes", since, now))
        if since < one.time <= now - MINUTE
    ]
    sent = 0
    for batch in _batches(minutes):
        _accept(_exchange(server, [_row(host, one) for one in batch]), host)
        _write(cursor, batch[-1].time)
        sent += len(batch)
    return sent


def _row(host: str, minute: Sample) -> dict[str, Any]:
    figures = {
        one.name: round(scaled(one, minute.mean[one.name]), 4)
        for one in MEASURES
        if one.name in minute.mean
    }
    return {
        "host": host,
        "key": MASTER,
        "value": json.dumps(figures),
        "clock": int(minute.time),
        "ns": 0,
    }


def _exchange(server: tuple[str, int], rows: list[dict[str, Any]]) -> bytes:
    body = json.dumps({"request": "sender data", "data": rows}).encode()
    try:
        with socket.create_connection(server, SECONDS) as link:
            link.sendall(MAGIC + HEAD.pack(len(body), 0) + body)
            head = _whole(link, len(MAGIC) + HEAD.size)
            length, _ = HEAD.unpack(head[len(MAGIC) :])
            if not head.startswith(MAGIC) or length > MOST_ANSWER:
                raise ConnectionError("that is no Zabbix server")
            return _whole(link, length)
    except OSError as error:
        hint = "The history is kept, and sent when the server is there again."
        raise RootoutError(f"{server[0]} port {server[1]}: {error}", hint) from error


def _whole(link: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = link.recv(size - len(data))
        if not more:
            raise ConnectionError("the connection ended early")
        data += more
    return data


def _accept(answer: bytes, host: str) -> None:
    """Raise RootoutError unless all was taken: a server says `success` even if nothing was."""
    try:
        said = str(json.loads(answer)["info"])
    except (ValueError, TypeError, KeyError, RecursionError):
        said = ""
    match = ANSWER.search(said)
    if match is None or int(match[2]):
        hint = f"Link the template of `rootout zabbix template` to a host called {host!r} there."
        raise RootoutError(f"the server did not take all: {said[:200] or 'no answer'}", hint)


def _read(cursor: Path, otherwise: float) -> float:
    try:
        return float(cursor.read_text())
    except (OSError, ValueError):
        return otherwise


def _write(cursor: Path, moment: float) -> None:
    draft = cursor.with_suffix(".draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        write_all(descriptor, f"{moment}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    draft.replace(cursor)
    sync_folder(cursor.parent)


def _safe(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)[:60]


def _batches(minutes: list[Sample]) -> Iterator[list[Sample]]:
    rest = iter(minutes)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
