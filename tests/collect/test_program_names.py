from tests.machine import Machine

from rootout.collect.program_names import program_of

KERNEL = 0x00200000


def machine() -> Machine:
    made = Machine()
    made.links["/proc/7/exe"] = "/usr/bin/python3.11"
    return made


def test_of_an_interpreter_the_script_is_the_program() -> None:
    made = machine()
    made.files["/proc/7/cmdline"] = b"python3\0-u\0/opt/app/run.py\0--x\0"
    assert program_of(made, 7) == "/usr/bin/python3.11 /opt/app/run.py"
    made.files["/proc/7/cmdline"] = b"python3\0-i\0"
    assert program_of(made, 7) == "/usr/bin/python3.11"


def test_workers_of_the_kernel_are_one_program() -> None:
    made = machine()
    made.files["/proc/7/stat"] = b"7 (kworker/0:1) S 2 0 0 0 -1 0 0 0 0 0 1 0 0 0 20 0 1 0 5 0 0"
    assert program_of(made, 7, KERNEL) == "[kworker]"


def test_a_process_that_ended_meanwhile_is_nobody() -> None:
    assert program_of(Machine(), 7) == "(ended)"
