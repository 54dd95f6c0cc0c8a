import errno
import hashlib
import json

import pytest
from tests.machine import Machine

from rootout.case.blobs import Blobs
from rootout.host.api import ProcessRef
from rootout.respond.evidence import MOST_LINKS, PARTS, preserve_processes, write_custody

PROCESS = ProcessRef(pid=7, start_ticks=8)


@pytest.fixture
def machine():
    machine = Machine()
    machine.files.update({f"/proc/7/{part}": part.encode() for part in PARTS})
    machine.folders["/proc/7/fd"] = ["0", "3"]
    machine.links.update({"/proc/7/exe": "/tmp/x\udcff (deleted)", "/proc/7/fd/3": "socket:[1]"})
    return machine


@pytest.fixture
def vault(tmp_path):
    return Blobs(tmp_path / "blobs")


@pytest.fixture
def log(tmp_path):
    return tmp_path / "custody.jsonl"


def entries(log):
    return [json.loads(line) for line in log.read_bytes().split(b"\n")[:-1]]


def test_every_part_of_a_process_is_kept_and_its_links_are_written_down(machine, vault, log):
    assert preserve_processes(machine, vault, [PROCESS], log) == ()
    (entry,) = entries(log)
    assert entry["process"] == "7:8"
    assert {part: vault.get(sha256) for part, sha256 in entry["kept"].items()} == {
        part: part.encode() for part in PARTS
    }
    assert entry["links"] == {"exe": "/tmp/x\udcff (deleted)", "fd/3": "socket:[1]"}


def test_what_cannot_be_kept_is_told_and_the_rest_is_kept(machine, vault, log):
    machine.files["/proc/7/exe"] = OSError(errno.EFBIG, "File too large")
    machine.folders.clear()
    assert preserve_processes(machine, vault, [PROCESS], log) == ("pid 7 exe: File too large",)
    (entry,) = entries(log)
    assert set(entry["kept"]) == set(PARTS) - {"exe"}
    assert set(entry["links"]) == {"exe"}


def test_a_program_that_many_run_is_read_once(machine, vault, log):
    for part in PARTS[1:]:
        machine.files[f"/proc/9/{part}"] = part.encode()
    machine.stats.update({"/proc/7/exe": (1, 2), "/proc/9/exe": (1, 2)})
    assert (
        preserve_processes(machine, vault, [PROCESS, ProcessRef(pid=9, start_ticks=8)], log) == ()
    )
    first, second = entries(log)
    assert first["kept"] == second["kept"]


def test_a_process_that_is_gone_is_written_down_as_such(vault, log):
    failures = preserve_processes(Machine(), vault, [PROCESS], log)
    assert len(failures) == len(PARTS)
    assert entries(log)[0]["kept"] == {}


def test_a_million_open_files_are_not_all_written_down(machine, vault, log):
    machine.folders["/proc/7/fd"] = [str(number) for number in range(MOST_LINKS + 9)]
    for number in range(MOST_LINKS + 9):
        machine.links[f"/proc/7/fd/{number}"] = "pipe:[1]"
    preserve_processes(machine, vault, [PROCESS], log)
    assert len(entries(log)[0]["links"]) == MOST_LINKS + 1


def test_each_line_holds_the_hash_of_the_one_before(log):
    for number in range(3):
        write_custody(log, {"number": number})
    lines = log.read_bytes().split(b"\n")[:-1]
    previous = [json.loads(line)["previous_sha256"] for line in lines]
    before = [b"", *lines[:-1]]
    assert previous == [hashlib.sha256(line).hexdigest() for line in before]


def test_after_a_line_that_a_crash_cut_short_the_next_one_begins_anew(log):
    log.write_bytes(b'{"torn":')
    write_custody(log, {"number": 1})
    torn, entry, rest = log.read_bytes().split(b"\n")
    assert torn == b'{"torn":'
    assert json.loads(entry)["previous_sha256"] == hashlib.sha256(torn).hexdigest()
    assert rest == b""
