import pytest
from tests.machine import Machine
from tests.records import changed_file, file, finding, implant, packaged, process

from rootout.correlate.story import incidents_of
from rootout.host.api import ProcessRef
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.record import Record
from rootout.workflow.closure import Marks, joined, marks_of, matching

ELF = b"\x7fELF" + b"evil" * 3000


def stat(pid: int, parent: int, ticks: int, state: str = "S") -> bytes:
    fields = [state, str(parent), *("0" for _ in range(17)), str(ticks)]
    return f"{pid} (any) name) {' '.join(fields)}".encode()


class Running(Machine):
    """A machine with processes made by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.views["listing"] = frozenset()

    def process_ids(self, view: str) -> frozenset[int]:
        return self.views[view]

    def start(
        self,
        pid: int,
        program: str,
        *,
        parent: int = 1,
        data: bytes = b"",
        inode: int = 0,
        arguments: bytes = b"",
        state: str = "S",
    ) -> None:
        base = f"/proc/{pid}"
        self.views["listing"] |= {pid}
        self.files[f"{base}/stat"] = stat(pid, parent, pid * 10, state)
        self.files[f"{base}/exe"] = data or f"program {program}".encode()
        self.files[f"{base}/cmdline"] = arguments
        self.links[f"{base}/exe"] = program
        self.stats[f"{base}/exe"] = (1, inode or pid)


def found(host: Running, marks: Marks) -> list[int]:
    owned = ("/usr/bin/",)
    return sorted(one.pid for one in matching(host, marks, lambda path: path.startswith(owned)))


def marks(**changes: frozenset[object]) -> Marks:
    empty: dict[str, frozenset[object]] = {
        "processes": frozenset(),
        "programs": frozenset(),
        "prefixes": frozenset(),
        "paths": frozenset(),
        "folders": frozenset(),
    }
    return Marks(**{**empty, **changes})  # type: ignore[arg-type]


def test_a_process_is_known_by_its_number_and_start() -> None:
    host = Running()
    host.start(5, "/usr/bin/sh")
    assert found(host, marks(processes=frozenset(("5:50",)))) == [5]
    assert found(host, marks(processes=frozenset(("5:51",)))) == []


def test_a_program_is_known_by_its_inode_its_path_and_its_beginning() -> None:
    host = Running()
    host.start(5, "/tmp/.x (deleted)", inode=77)
    host.start(6, "/tmp/.evil (deleted)")
    host.start(7, "/tmp/.grown (deleted)", data=ELF + b"appended")
    host.start(8, "/opt/innocent")
    assert found(host, marks(programs=frozenset(((1, 77),)))) == [5]
    assert found(host, marks(paths=frozenset(("/tmp/.evil",)))) == [6]
    assert found(host, marks(prefixes=frozenset((ELF[:8192],)))) == [7]


def test_a_program_whose_bytes_changed_is_known_by_the_folder_that_it_came_from() -> None:
    host = Running()
    host.start(5, "/tmp/.x/k8 (deleted)")
    host.start(6, "/tmp/k8 (deleted)")
    host.start(7, "/tmp/.x/y/k8 (deleted)")
    assert found(host, marks(folders=frozenset(("/tmp/.x",)))) == [5]


def test_children_belong_to_their_parents() -> None:
    host = Running()
    host.start(5, "/tmp/.x", inode=77)
    host.start(6, "/usr/bin/sleep", parent=5)
    host.start(7, "/usr/bin/sleep", parent=6)
    host.start(8, "/usr/bin/sleep")
    assert found(host, marks(programs=frozenset(((1, 77),)))) == [5, 6, 7]


def test_a_shell_is_known_by_the_script_that_it_runs_and_not_by_its_program() -> None:
    host = Running()
    host.start(5, "/usr/bin/dash", data=ELF, arguments=b"sh\0/tmp/.twin.sh\0")
    host.start(6, "/usr/bin/dash", data=ELF, arguments=b"sh\0/home/me.sh\0")
    seen = marks(prefixes=frozenset((ELF[:8192],)), paths=frozenset(("/tmp/.twin.sh",)))
    assert found(host, seen) == [5]


def test_zombies_and_vanished_processes_are_left_out() -> None:
    host = Running()
    host.start(5, "/tmp/.x", inode=77, state="Z")
    host.views["listing"] |= {9}
    host.start(6, "/usr/bin/sh")
    del host.links["/proc/6/exe"]
    host.start(7, "/usr/bin/sh")
    del host.files["/proc/7/cmdline"]
    host.start(8, "/usr/bin/sh")
    host.files["/proc/8/stat"] = b"garbage"
    assert found(host, marks(programs=frozenset(((1, 77),)))) == []


def test_marks_are_taken_from_foreign_programs_of_the_incident_only() -> None:
    host = Running()
    host.start(666, "/tmp/.x/k (deleted)", data=ELF, inode=666)
    host.start(700, "/usr/bin/sleep")
    host.files["/usr/lib/.x/k"] = ELF
    evil = implant()
    child = process(700, parent=evil.key, executable="/usr/bin/sleep")
    records: list[Record] = [evil, child, packaged("/usr/bin/sleep"), file()]
    evidence = Evidence(records)
    accused = finding(Entity("process", evil.key))
    taken = marks_of(incidents_of(evidence, (accused,)), evidence, host)
    assert taken.processes == {evil.key, child.key}
    assert taken.programs == {(1, 666)}
    assert taken.prefixes == {ELF[:8192]}
    assert taken.paths == {"/tmp/.x/k", "/usr/lib/.x/k"}
    assert taken.folders == {"/tmp/.x"}


def test_a_packaged_program_that_was_changed_marks_nothing() -> None:
    victim, evil = changed_file("/usr/sbin/cron"), implant()
    runs = process(68, executable="/usr/sbin/cron", package="cron", device=1, inode=9)
    accused = finding(victim.entities()[0], *evil.entities()), finding(*runs.entities())
    records: list[Record] = [victim, evil, runs]
    evidence = Evidence(records)
    made = marks_of(incidents_of(evidence, accused), evidence, Running())
    assert runs.key in made.processes
    assert "/usr/sbin/cron" not in made.paths
    assert (1, 9) not in made.programs


@pytest.mark.parametrize(
    ("program", "is_deleted", "neighbour"),
    [
        ("/tmp/k", True, "/usr/bin/sleep"),  # everybody's folder
        ("/opt/shop/k", True, "/usr/bin/sleep"),  # an ordinary one
        ("/home/me/.tool/k", True, "/usr/bin/sleep"),  # a person's own
        ("/tmp/.x/k", True, "/tmp/.x/other"),  # an innocent runs from there too
        ("/tmp/.x/k", False, "/usr/bin/sleep"),  # its path and its bytes are known
    ],
)
def test_a_folder_that_others_may_use_is_no_mark(
    program: str, is_deleted: bool, neighbour: str
) -> None:
    evil = process(66, executable=program, is_deleted=is_deleted, package=None, sha256="cd" * 32)
    evidence = Evidence((evil, process(67, executable=neighbour)))
    accused = finding(Entity("process", evil.key))
    taken = marks_of(incidents_of(evidence, (accused,)), evidence, Running())
    assert taken.folders == frozenset()


def test_a_shared_interpreter_marks_nothing() -> None:
    host = Running()
    node = {"executable": "/opt/node", "package": None, "sha256": "cd" * 32}
    evil, shop = process(66, **node), process(67, **node)
    evidence = Evidence((evil, shop, file("/opt/node", sha256="cd" * 32)))
    accused = finding(Entity("process", evil.key))
    taken = marks_of(incidents_of(evidence, (accused,)), evidence, host)
    assert taken == marks(processes=frozenset((evil.key,)))


def test_what_is_found_can_be_told_from_a_later_process_of_the_same_number() -> None:
    host = Running()
    host.start(5, "/tmp/.x", inode=77)
    (ref,) = matching(host, marks(programs=frozenset(((1, 77),))), lambda _: False)
    assert ref == ProcessRef(pid=5, start_ticks=50)


def test_a_process_whose_first_thread_ended_still_runs() -> None:
    host = Running()
    host.start(5, "/tmp/.x", inode=77)
    fields = ["Z", "1", *("0" for _ in range(15)), "2", "0", "50"]
    host.files["/proc/5/stat"] = f"5 (x) {' '.join(fields)}".encode()
    assert found(host, marks(programs=frozenset(((1, 77),)))) == [5]


def test_the_marks_of_two_rounds_are_the_marks_of_both() -> None:
    def marks(number: int) -> Marks:
        return Marks(
            processes=frozenset((f"{number}:1",)),
            programs=frozenset(((8, number),)),
            prefixes=frozenset((bytes([number]),)),
            paths=frozenset((f"/{number}",)),
            folders=frozenset((f"/tmp/.{number}",)),
        )

    both = joined(marks(1), marks(2))
    assert both.processes == {"1:1", "2:1"}
    assert both.programs == {(8, 1), (8, 2)}
    assert joined(both, marks(1)) == both
