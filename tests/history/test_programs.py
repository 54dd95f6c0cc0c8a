"""Processes of two looks become programs and what they used."""

import errno

from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.history.programs import TICKS, Programs
from rootout.history.use import Use
from rootout.host.live import LiveHost


def machine() -> Machine:
    made = Machine()
    made.views["listing"] = frozenset()
    return made


def put(
    made: Machine, pid: int, program: str, seconds: float, *, start: int = 5, **io: int
) -> None:
    ticks = int(seconds * TICKS)
    stat = f"{pid} (x y) S 1 1 1 0 -1 0 0 0 0 0 {ticks} 0 0 0 20 0 1 0 {start} 0 0"
    made.files[f"/proc/{pid}/stat"] = stat.encode()
    made.links[f"/proc/{pid}/exe"] = program
    text = f"rchar: 1\nread_bytes: {io.get('read', 0)}\nwrite_bytes: {io.get('written', 0)}\n"
    made.files[f"/proc/{pid}/io"] = text.encode()
    made.views["listing"] |= {pid}


def test_the_first_look_has_no_use() -> None:
    made = machine()
    put(made, 7, "/usr/bin/x", 100)
    programs = Programs(cores=2)
    assert programs.look(made, 0.0) == {}
    assert programs.count == 1


def test_two_processes_of_one_program_are_one_line() -> None:
    made, programs = machine(), Programs(cores=2)
    put(made, 7, "/usr/bin/x", 1)
    put(made, 8, "/usr/bin/x", 1)
    programs.look(made, 0.0)
    put(made, 7, "/usr/bin/x", 6, read=1000)
    put(made, 8, "/usr/bin/x", 11, written=500)
    assert programs.look(made, 10.0) == {"/usr/bin/x": Use(cpu=75, read=100, written=50)}


def test_who_sleeps_is_not_asked_more() -> None:
    made, programs = machine(), Programs(cores=1)
    put(made, 7, "/usr/bin/x", 1)
    programs.look(made, 0.0)
    del made.files["/proc/7/io"], made.links["/proc/7/exe"]
    assert programs.look(made, 10.0) == {}
    assert programs.count == 1


def test_a_process_that_is_new_used_all_that_it_has() -> None:
    made, programs = machine(), Programs(cores=1)
    put(made, 1, "/sbin/init", 1)
    programs.look(made, 0.0)
    put(made, 7, "/usr/bin/x", 2, written=10)
    assert programs.look(made, 10.0) == {"/usr/bin/x": Use(cpu=20, written=1)}


def test_a_number_that_is_used_again_is_another_process() -> None:
    made, programs = machine(), Programs(cores=1)
    put(made, 7, "/usr/bin/old", 50)
    programs.look(made, 0.0)
    put(made, 7, "/usr/bin/new", 1, start=99)
    assert programs.look(made, 10.0) == {"/usr/bin/new": Use(cpu=10)}


def test_without_the_right_to_see_disks_the_cpu_is_seen() -> None:
    made, programs = machine(), Programs(cores=1)
    put(made, 7, "/usr/bin/x", 1)
    programs.look(made, 0.0)
    put(made, 7, "/usr/bin/x", 2)
    made.files["/proc/7/io"] = PermissionError(errno.EACCES, "Permission denied")
    assert programs.look(made, 10.0) == {"/usr/bin/x": Use(cpu=10)}


def test_this_machine_can_be_looked_at() -> None:
    programs, host = Programs(), LiveHost()
    programs.look(host, 0.0)
    sum(range(10**7))  # this test itself is busy
    assert any(use.cpu > 0 for use in programs.look(host, 1.0).values())


@given(st.binary(), st.binary(), st.text())
def test_any_bytes_are_read_without_an_error(stat: bytes, io: bytes, program: str) -> None:
    made, programs = machine(), Programs()
    put(made, 7, program, 1)
    programs.look(made, 0.0)
    made.files |= {"/proc/7/stat": stat, "/proc/7/io": io, "/proc/7/cmdline": io}
    programs.look(made, 1.0)
