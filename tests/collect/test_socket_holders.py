"""Who holds a socket: a process by its files, or a thread by files of its own."""

import errno

from tests.machine import Machine

from rootout.collect.socket_holders import Holders

STAT = b"%d (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 500 0 0\n"


def machine(*pids: int) -> Machine:
    made = Machine()
    made.views = {"listing": frozenset(pids)}
    for pid in pids:
        made.files[f"/proc/{pid}/stat"] = STAT % pid
        made.folders[f"/proc/{pid}/fd"] = []
        made.folders[f"/proc/{pid}/task"] = [str(pid)]
    return made


def give(made: Machine, folder: str, *targets: str) -> None:
    made.folders[folder] = [str(number) for number, _ in enumerate(targets)]
    made.links |= {f"{folder}/{number}": target for number, target in enumerate(targets)}


def test_process_holds_what_its_files_lead_to():
    made = machine(10)
    give(made, "/proc/10/fd", "socket:[7]", "/dev/null", "socket:[x]")
    holders = Holders(made)  # type: ignore[arg-type]
    assert holders.of(7) == ("10:500",)
    assert holders.of(8) == holders.of(0) == ()


def test_thread_with_files_of_its_own_holds_what_its_process_does_not_show():
    made = machine(10)
    made.folders["/proc/10/task"] = ["10", "11"]
    give(made, "/proc/10/task/11/fd", "socket:[7]")
    holders = Holders(made)  # type: ignore[arg-type]
    assert holders.of(7) == ()
    holders.search_threads([0, 7])
    assert holders.of(7) == ("10:500",)
    assert not list(holders.gaps)


def test_threads_are_left_alone_while_processes_account_for_every_socket():
    made = machine(10)
    give(made, "/proc/10/fd", "socket:[7]")
    made.folders["/proc/10/task"] = AssertionError("nobody needs to look here")  # type: ignore[assignment]
    Holders(made).search_threads([7])  # type: ignore[arg-type]


def test_threads_that_end_meanwhile_are_survived():
    made = machine(10, 12)
    made.folders["/proc/10/task"] = ["10", "11"]
    del made.folders["/proc/12/task"]
    holders = Holders(made)  # type: ignore[arg-type]
    holders.search_threads([7])
    assert holders.of(7) == ()


def test_too_many_threads_are_a_gap():
    made = machine(10)
    made.folders["/proc/10/task"] = ["10", "11"]
    moments = iter((0.0, 100.0))
    holders = Holders(made, lambda: next(moments))  # type: ignore[arg-type]
    holders.search_threads([7])
    assert [(one.path, one.reason) for one in holders.gaps] == [("/proc", "timeout")]


def test_files_that_are_denied_are_counted_in_one_gap():
    made = machine(10, 11)
    for pid in (10, 11):
        made.folders[f"/proc/{pid}/fd"] = PermissionError(errno.EACCES, "denied")  # type: ignore[assignment]
    (gap,) = Holders(made).gaps  # type: ignore[arg-type]
    assert gap.reason == "denied"
    assert "of 2 processes" in gap.detail
