from collections.abc import Iterable
from dataclasses import replace

import pytest
from tests.records import (
    NOON,
    cron_job,
    file,
    finding,
    implant,
    listener,
    operator,
    process,
    socket,
    unit,
)

from rootout.correlate.returned import ended_of, returned
from rootout.correlate.story import incidents_of
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.record import Origin, Record
from rootout.model.scan import Scan
from rootout.model.told import Told

LATER = NOON + 1000
EVIL = implant(sha256="aa" * 32, beginning="bb" * 32, name="kworker/0:3", device=8, inode=99)
STORE = file(sha256="aa" * 32, beginning="bb" * 32, content="elf")
MINE = cron_job("/usr/bin/backup", origin=Origin(path="/etc/cron.d/mine", line=1), text="mine")
SHOP = process(300, executable="/opt/shop/shop", package=None, name="shop", sha256="cc" * 32)
BEFORE = (EVIL, STORE, cron_job(), unit(), MINE, SHOP, listener(4444, processes=(EVIL.key,)))


def told(records: Iterable[Record]) -> Told:
    evidence = Evidence(tuple(records))
    guilty = (EVIL, STORE, *evidence.records[2:4])
    findings = tuple(finding(one.entities()[0], rule=str(one)) for one in guilty)
    return Told(
        scan=Scan(host="h", root="/", started=LATER - 10, seconds=0.0, is_live=True),
        evidence=evidence,
        findings=findings,
        incidents=incidents_of(evidence, findings),
    )


ENDED = ended_of(told(BEFORE))


def again(*records: Record) -> list[Entity]:
    return [one.entities[0] for one in returned(ENDED, Evidence(records))]


def other(pid: int = 800, **changes: object) -> Record:
    """Return a process of an unowned program that nobody has seen before."""
    fields = {
        "executable": "/opt/new/tool",
        "package": None,
        "name": "tool",
        "sha256": "dd" * 32,
        "started": LATER,
        "device": 8,
        "inode": 1000,
    }
    return process(pid, **{**fields, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "aa" * 32},
        {"beginning": "bb" * 32},
        {"inode": 99},
        {"executable": "/usr/lib/.x/k"},
        {"name": "kworker/0:3", "executable": "/tmp/.y/z"},
        {"name": "kworker/0:3", "is_deleted": True},
        {"name": "kworker/0:3", "in_memory": True, "executable": "/memfd:z"},
        {"parent": EVIL.key, "executable": "/dev/shm/z"},
    ],
)
def test_a_process_is_known_again_by_what_it_is_made_of(changes: dict[str, object]) -> None:
    one = other(**changes)
    assert again(one) == [one.entities()[0]]


def test_a_new_program_on_the_same_port_is_known_again() -> None:
    one = other(executable="/tmp/z")
    assert again(one, listener(4444, processes=("800:8000",))) == [one.entities()[0]]
    assert again(one, listener(4445, processes=("800:8000",))) == []
    assert again(one, socket(processes=("800:8000",))) == []


def test_a_young_file_makes_its_program_new() -> None:
    one = other(name="kworker/0:3")
    young = file("/opt/new/tool", sha256="dd" * 32, changed=LATER)
    assert again(one, young) == [one.entities()[0]]
    assert again(one, replace(young, changed=NOON)) == []
    assert again(one) == []


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"name": "kworker/0:3"},
        {"name": "kworker/0:3", "executable": "/tmp/z", "started": NOON},
        {"name": "kworker/0:3", "executable": "/opt/shop/shop"},
        {"sha256": "aa" * 32, "package": "owned"},
        {"sha256": "aa" * 32, "state": "Z"},
        {"sha256": "aa" * 32, "is_kernel_thread": True},
        {"executable": None},
    ],
)
def test_others_are_left_alone(changes: dict[str, object]) -> None:
    assert again(other(**changes), SHOP, MINE) == []


def test_the_operators_own_are_left_alone() -> None:
    assert again(other(sha256="aa" * 32), operator("800:8000")) == []


def test_a_shared_interpreter_marks_nothing() -> None:
    fields = {"executable": "/opt/py/python3", "sha256": "ee" * 32, "inode": 5, "name": "python3"}
    shared = implant(is_deleted=False, **fields)
    evidence = Evidence((shared, SHOP))
    seen = finding(Entity("process", shared.key))
    first = replace(
        told((EVIL, STORE, cron_job(), unit())),
        evidence=evidence,
        incidents=incidents_of(evidence, (seen,)),
    )
    restarted = other(**fields)
    assert returned(ended_of(first), Evidence((restarted,))) == ()


def test_files_are_known_again_by_path_and_by_the_bytes_of_programs() -> None:
    assert again(file(sha256="ff" * 32)) == [Entity("file", "/usr/lib/.x/k")]
    copy = file("/opt/copy", sha256="aa" * 32, content="elf")
    assert again(copy) == [Entity("file", "/opt/copy")]
    for innocent in (
        replace(copy, content="data"),
        replace(copy, package="owned"),
        replace(copy, kind="directory"),
        replace(copy, sha256="12" * 32),
        replace(copy, sha256=None),
    ):
        assert again(innocent) == []


def test_launchers_are_known_again_by_their_words_and_by_what_they_start() -> None:
    same = cron_job(origin=Origin(path="/etc/cron.d/x", line=7))
    assert again(same) == [same.subject()]
    new = cron_job(origin=Origin(path="/etc/cron.d/new", line=1), text="other")
    assert again(new) == [new.subject()]
    moved = replace(MINE, origin=Origin(path="/etc/cron.d/mine", line=1))
    assert again(moved, replace(new, package="owned"), replace(new, targets=("/opt/z",))) == []


def test_units_are_known_again() -> None:
    assert again(unit(targets=())) == [Entity("unit", "x.service")]
    assert again(unit("y.service")) == [Entity("unit", "y.service")]
    for innocent in (
        unit("y.service", targets=("/opt/z",)),
        unit(package="owned"),
        unit(is_masked=True),
    ):
        assert again(innocent) == []
