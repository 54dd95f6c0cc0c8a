"""What sadf says of the files of sysstat; tests/data/history has what 12.6.1 wrote here."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.errors import RootoutError
from rootout.history.sysstat import arguments, parse, sysstat_table
from rootout.history.table import DAY, HOUR

REAL = Path("tests/data/history/sadf-12.6.1.json").read_bytes()
END = 1_795_457_213.0  # 2026-11-23 18:06:53 UTC
ROW = json.loads(REAL)["sysstat"]["hosts"][0]["statistics"][0]


def written(*rows: Any) -> bytes:
    return json.dumps({"sysstat": {"hosts": [{"statistics": list(rows)}]}}).encode()


def changed(part: str, **fields: Any) -> dict[str, Any]:
    row = copy.deepcopy(ROW)
    row[part].update(fields)
    return row


def test_what_a_real_sadf_wrote_is_read() -> None:
    first, second = parse(REAL)
    assert (first.time, first.seconds) == (END - 1, 1)
    assert first.mean["cpu.busy"] == pytest.approx(96.98)
    assert first.mean["load"] == 2.68
    assert first.mean["threads"] == 148
    assert first.mean["disk.read"] == 19656 * 512
    assert second.mean["processes.started"] == 286
    assert first.mean["connections.out"] == 0
    assert "memory.used" not in first.mean  # versions do not agree on what is used


def test_interfaces_are_added_up_without_the_loopback() -> None:
    card = dict.fromkeys(("rxpck", "txpck", "rxkB", "txkB"), 2.0)
    cards = [card | {"iface": name} for name in ("lo", "eth0", "eth1")]
    (one,) = parse(written(changed("network", **{"net-dev": cards})))
    assert one.mean["network.bytes.in"] == 4096
    assert one.mean["network.packets.out"] == 4


def test_rows_of_an_odd_kind_are_left_out() -> None:
    odd = (
        changed("timestamp", interval=0),
        changed("timestamp", interval=99999),
        changed("timestamp", date="yesterday"),
        changed("queue", **{"ldavg-1": "much"}),
        {},
        5,
    )
    assert list(parse(written(*odd))) == []
    assert len(list(parse(written(*odd, ROW)))) == 1


def test_local_time_is_understood() -> None:
    (one,) = parse(written(changed("timestamp", utc=0)))
    assert (one.time - END) % 900 == 899


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(written))
def test_any_output_is_read_without_an_error(data: bytes) -> None:
    list(parse(data))


class Files(Machine):
    """A server with files of sysstat, all written at one time."""

    def __init__(self, *names: str, changed: float = END) -> None:
        super().__init__()
        self.folders["/var/log/sysstat"] = names
        self.stats = {f"/var/log/sysstat/{name}": (1, 1) for name in names}
        self.changed = changed

    def stat(self, path: str) -> Any:
        from dataclasses import replace

        return replace(super().stat(path), modified_ns=int(self.changed * 1e9))


HOURLY = written(changed("timestamp", interval=600), changed("timestamp", interval=601))


def test_the_files_of_the_days_are_read() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes:
        asked.append(path)
        return HOURLY

    host = Files("sa22", "sa20261123", "sar22", "sa1", "sadf")
    table = sysstat_table(host, read, END - HOUR, END, 3)
    assert sorted(asked) == ["/var/log/sysstat/sa20261123", "/var/log/sysstat/sa22"]
    assert list(table.hours) == [(END - 600) // HOUR * HOUR]
    assert table.lacks == ()
    old = Files("sa22", changed=END - 9 * DAY)
    assert sysstat_table(old, read, END, END, 3).hours == {}


def test_what_cannot_be_read_is_said() -> None:
    def refuse(path: str) -> bytes:
        raise RootoutError("no trustworthy sadf is on this host", "Install it.")

    table = sysstat_table(Files("sa22", "sa12.xz"), refuse, END, END, 3)
    assert "compressed" in table.lacks[0]
    assert table.lacks[1] == "/var/log/sysstat/sa22: no trustworthy sadf is on this host"


def test_a_server_without_sysstat_lacks_nothing() -> None:
    table = sysstat_table(Machine(), lambda _: b"", END, END, 3)
    assert (table.hours, table.lacks) == ({}, ())


def test_sadf_is_asked_for_json() -> None:
    assert arguments("/var/log/sysstat/sa23")[:3] == ("-j", "/var/log/sysstat/sa23", "--")
