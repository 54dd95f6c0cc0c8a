"""The tables of the kernel, as numbers; odd ones count for nothing."""

from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.history.counters import CPU, look, memory, number

STAT = b"""cpu  10 1 5 80 2 1 1 0 0 0
cpu0 10 1 5 80 2 1 1 0 0 0
processes 4711
procs_running 3
procs_blocked 1
"""
NET = b"""Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
    lo: 100 1 0 0 0 0 0 0 100 1 0 0 0 0 0 0
  eth0: 5000 50 0 0 0 0 0 0 700 7 0 0 0 0 0 0
"""
DISKS = b""" 254 0 vda 1 0 8 0 2 0 16 0 0 0 0
 254 1 vda1 1 0 8 0 2 0 16 0 0 0 0
   8 1 sda1 1 0 8 0 2 0 16 0 0 0 0
 253 0 dm-0 1 0 8 0 2 0 16 0 0 0 0
   7 0 loop0 1 0 8 0 2 0 16 0 0 0 0
 259 0 nvme0n1 1 0 2 0 2 0 2 0 0 0 0
 259 1 nvme0n1p1 1 0 2 0 2 0 2 0 0 0 0
"""
SNMP = b"""Tcp: RtoAlgorithm ActiveOpens PassiveOpens AttemptFails
Tcp: 1 11 22 3
Udp: InDatagrams NoPorts InErrors OutDatagrams
Udp: 44 0 0 55
"""
TABLES = {
    "/proc/stat": STAT,
    "/proc/loadavg": b"0.52 0.30 0.10 2/345 6789\n",
    "/proc/meminfo": b"MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 400 kB\n"
    b"SwapTotal: 50 kB\nSwapFree: 20 kB\n",
    "/proc/diskstats": DISKS,
    "/proc/self/net/dev": NET,
    "/proc/self/net/snmp": SNMP,
}


def machine(**changes: bytes) -> Machine:
    made = Machine()
    made.files = {**TABLES, **changes}
    return made


def test_levels_are_what_is_so_now() -> None:
    levels = look(machine()).levels
    assert levels["load"] == 0.52
    assert levels["threads"] == 345
    assert levels["processes.running"] == 3
    assert levels["memory.used"] == 600 * 1024
    assert levels["swap.used"] == 30 * 1024


def test_totals_only_grow() -> None:
    totals = look(machine()).totals
    assert totals["processes.started"] == 4711
    assert totals["network.eth0.bytes.in"] == 5000
    assert totals["network.eth0.packets.out"] == 7
    assert (totals["connections.out"], totals["connections.in"]) == (11, 22)
    assert (totals["connections.failed"], totals["datagrams.out"]) == (3, 55)


def test_a_disk_is_counted_once() -> None:
    totals = look(machine()).totals
    assert totals["disk.vda.read"] == 8 * 512
    assert totals["disk.dm-0.read"] == 8 * 512  # shown, but part of a disk below it
    assert totals["disk.read"] == (8 + 2) * 512
    assert totals["disk.written"] == (16 + 2) * 512
    assert not {name for name in totals if "loop" in name or "p1" in name or "a1" in name}


def test_states_of_the_cpu_have_names() -> None:
    ticks = look(machine()).ticks
    assert tuple(ticks) == CPU
    assert (ticks["user"], ticks["idle"], ticks["softirq"]) == (10, 80, 1)


def test_a_machine_that_shows_nothing_has_no_figures() -> None:
    seen = look(Machine())
    assert seen.levels == {}
    assert seen.totals == {"disk.read": 0, "disk.written": 0}


def test_an_old_kernel_has_no_available_memory() -> None:
    assert memory({"MemTotal:": ["10", "kB"], "MemFree:": ["4", "kB"]})["memory.used"] == 6 * 1024


def test_only_numbers_are_numbers() -> None:
    assert number("12") == 12
    assert number("0.5") == 0.5
    assert [number(odd) for odd in ("", "x", "1e9", "-1", "²", "9" * 30, "1.2.3")] == [0] * 7


@given(st.binary(), st.sampled_from(sorted(TABLES)))
def test_any_bytes_are_read_without_an_error(data: bytes, path: str) -> None:
    look(machine(**{path: data}))
