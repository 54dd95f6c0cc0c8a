"""What is refused of a process becomes a gap, and what is not there a default."""

import errno

from tests.machine import Machine

from rootout.collect.process_look import ProcessLook, Program


def test_what_is_not_there_is_a_default_and_no_gap():
    look = ProcessLook(Machine(), 10)
    assert look.data("cmdline") == b""
    assert look.link("cwd") is None
    assert look.program() == Program()
    assert look.descriptors() == []
    assert look.parsed("loginuid", int, 7) == 7
    assert look.gaps == ()


def test_all_that_is_denied_is_one_gap():
    machine = Machine()
    denied = PermissionError(errno.EACCES, "Permission denied")
    machine.folders["/proc/10/fd"] = ["1", "2"]
    machine.links = {f"/proc/10/{name}": denied for name in ("exe", "fd/1", "fd/2")}
    look = ProcessLook(machine, 10)
    look.descriptors()
    look.program()
    (gap,) = look.gaps
    assert (gap.path, gap.reason, gap.detail) == ("/proc/10", "denied", "fd, exe")


def test_malformed_text_is_a_gap_and_the_default():
    machine = Machine()
    machine.files["/proc/10/loginuid"] = b"x"
    look = ProcessLook(machine, 10)
    assert look.parsed("loginuid", int, 7) == 7
    assert look.gaps[0].reason == "malformed"


def test_flood_of_open_files_is_a_gap():
    machine = Machine()
    machine.folders["/proc/10/fd"] = [str(number) for number in range(65_537)]
    look = ProcessLook(machine, 10)
    assert look.descriptors() == []
    assert look.gaps[0].reason == "too_large"


def test_program_moved_away_from_its_path_is_not_vouched_for():
    machine = Machine()
    machine.packages.owners["/bin/x"] = "x"
    machine.links["/proc/10/exe"] = "/bin/x"
    machine.stats = {"/proc/10/exe": (8, 1), "/bin/x": (8, 1)}
    assert ProcessLook(machine, 10).program().package == "x"
    machine.stats["/bin/x"] = (8, 2)
    program = ProcessLook(machine, 10).program()
    assert (program.package, program.sha256) == (None, "sha256 of /proc/10/exe")


def test_standard_streams_are_told_and_a_closed_one_is_empty():
    made = Machine()
    made.links = {"/proc/7/fd/0": "socket:[5]", "/proc/7/fd/2": "/dev/null"}
    assert ProcessLook(made, 7).streams() == ("socket:[5]", "", "/dev/null")  # type: ignore[arg-type]
