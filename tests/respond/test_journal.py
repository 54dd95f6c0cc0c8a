import json
import os
import resource
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.model.file import Snapshot, Stat
from rootout.respond.action import Captured
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.journal import Journal

IMPLANT = QuarantineFile(path="/tmp/.x/a\nb'\udcff\U0001f600")
OTHER = StopProcess(processes=("7:8",))
STAT = Stat(
    kind="file", mode=0o4755, uid=0, gid=0, size=2**62, device=1, inode=2, links=1,
    accessed_ns=2**63, modified_ns=-1, changed_ns=0, born_ns=None,
)  # fmt: skip
CAPTURED = Captured(
    snapshots=(
        Snapshot(path="/\udc80", stat=STAT, sha256="ab", attributes=(("user.\udc80", "00ff"),)),
        Snapshot(path="/gone"),
        Snapshot(path="/link", stat=STAT, target="\udcff\n", flags=0x10),
    ),
    facts={"7:8": "/\udcfe"},
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


@pytest.fixture
def journal(path):
    journal = Journal(path)
    yield journal
    journal.close()


def reopened(journal, path):
    journal.close()
    again = Journal(path)
    journal._lock = os.dup(again._lock)  # for the fixture to close
    again.close()
    return again


def test_what_was_captured_comes_back_exactly(journal, path):
    journal.append(1, "intended", IMPLANT, CAPTURED)
    journal.append(1, "verified", IMPLANT, note="a\udcff\n")
    first, second = reopened(journal, path).entries
    assert first.captured == CAPTURED
    assert first.remake() == IMPLANT
    assert (first.number, first.step, first.state) == (1, 1, "intended")
    assert (second.number, second.state, second.note) == (2, "verified", "a\udcff\n")
    assert path.read_bytes().isascii()


def test_each_line_holds_the_hash_of_the_one_before(journal, path):
    for state in ("intended", "failed", "undone"):
        journal.append(1, state, IMPLANT, Captured())
    lines = path.read_bytes().splitlines()
    hashes = [json.loads(line)["previous_sha256"] for line in lines]
    assert hashes[0] == "0" * 64
    assert len(set(hashes)) == 3


def test_begun_steps_are_pending_newest_first_until_they_are_undone(journal, path):
    for step, action in ((1, IMPLANT), (2, OTHER)):
        journal.append(step, "intended", action, CAPTURED)
        journal.append(step, "verified", action)
    journal.append(3, "refused", IMPLANT, note="no")
    assert [one.step for one in journal.pending()] == [2, 1]
    journal.append(2, "undone", OTHER)
    assert [one.step for one in journal.pending()] == [1]
    assert [one.step for one in reopened(journal, path).pending()] == [1]


def test_undo_is_given_the_first_of_two_intents(journal):
    journal.append(1, "intended", IMPLANT, CAPTURED)
    journal.append(1, "intended", IMPLANT, Captured())
    assert journal.intent(1).captured == CAPTURED
    journal.append(1, "undone", IMPLANT)
    assert journal.intent(1) is None
    journal.append(1, "intended", IMPLANT, Captured())
    assert journal.intent(1).captured == Captured()


def test_a_step_that_was_begun_is_found_again_and_a_whole_one_is_new(journal, path):
    assert journal.step_of(IMPLANT) == 1
    journal.append(1, "intended", IMPLANT, CAPTURED)
    assert journal.step_of(IMPLANT) == 1
    assert journal.step_of(OTHER) == 2
    journal.append(1, "failed", IMPLANT)
    assert reopened(journal, path).step_of(IMPLANT) == 1
    journal.append(1, "verified", IMPLANT)
    assert journal.step_of(IMPLANT) == 2
    journal.append(2, "intended", IMPLANT, CAPTURED)
    journal.append(2, "undone", IMPLANT)
    assert journal.step_of(IMPLANT) == 3


def test_a_torn_last_line_is_cut_off_and_kept_beside(journal, path):
    journal.append(1, "intended", IMPLANT, CAPTURED)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"number":2,')
    assert [one.step for one in reopened(journal, path).pending()] == [1]
    assert path.read_bytes() == whole
    (kept,) = path.parent.glob("journal.torn.*")
    assert kept.read_bytes() == b'{"number":2,'


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_first_line_that_was_cut_short_leaves_an_empty_journal(cut, journal, path):
    journal.append(1, "intended", IMPLANT, CAPTURED)
    path.write_bytes(path.read_bytes()[:cut])
    assert reopened(journal, path).entries == []
    assert path.read_bytes() == b""


def changed(lines):
    return [lines[0], lines[1].replace(b'"step":1', b'"step":2'), *lines[2:]]


@pytest.mark.parametrize(
    "damage",
    [
        changed,
        lambda lines: lines[1:],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [lines[0], *lines],
        lambda lines: [b"", *lines],
        lambda lines: [lines[0], b"{}", *lines[1:]],
        lambda lines: [b"[" * 100_000, *lines],
        lambda lines: [b"1", *lines],
        lambda lines: [lines[0].replace(b'"number":1', b'"number":5'), *lines[1:]],
        lambda lines: [lines[0].replace(b'"arguments":{', b'"arguments":7,"x":{'), *lines[1:]],
    ],
)
def test_a_chain_that_is_broken_is_refused_with_a_hint(damage, journal, path):
    for state in ("intended", "verified", "undone"):
        journal.append(1, state, IMPLANT, CAPTURED)
    journal.close()
    path.write_bytes(b"\n".join(damage(path.read_bytes().splitlines())) + b"\n")
    with pytest.raises(RootoutError) as caught:
        Journal(path)
    assert "blobs" in caught.value.hint
    journal._lock = os.open(path, os.O_RDONLY)


def test_a_journal_that_could_not_be_read_is_not_left_locked(path):
    path.write_bytes(b"x\n")
    for _ in range(2):
        with pytest.raises(RootoutError, match="is no entry"):
            Journal(path)
    path.unlink()
    Journal(path).close()


def test_a_second_rootout_is_refused_until_the_first_lets_go(journal, path):
    with pytest.raises(RootoutError, match="another rootout"):
        Journal(path)
    again = reopened(journal, path)
    assert again.entries == []


def test_a_second_process_is_refused_too(journal, path):
    imports = "from pathlib import Path; from rootout.respond.journal import Journal"
    code = f"{imports}; Journal(Path({str(path)!r}))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"another rootout" in result.stderr


def test_a_full_disk_leaves_whole_lines_and_says_so(journal, path):
    journal.append(1, "intended", IMPLANT, CAPTURED)
    whole = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 10, hard))
    try:
        with pytest.raises(RootoutError, match="cannot be written"):
            journal.append(1, "verified", IMPLANT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, former)
    assert path.read_bytes() == whole
    journal.append(1, "failed", IMPLANT)
    assert [one.state for one in reopened(journal, path).entries] == ["intended", "failed"]


def test_journal_and_lock_are_the_owners_alone(journal, path):
    journal.append(1, "intended", IMPLANT, CAPTURED)
    for one in (path, path.with_name("lock")):
        assert one.stat().st_mode & 0o077 == 0


@given(
    st.binary(max_size=300)
    | st.lists(st.text(max_size=40)).map(lambda x: "\n".join(x).encode(errors="replace"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_any_bytes_are_read_or_refused(path, data):
    path.write_bytes(data)
    try:
        Journal(path).close()
    except RootoutError:
        assert b"\n" in data


@given(facts=st.dictionaries(st.text(), st.text()), name=st.text(st.characters(codec=None)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_text_survives_the_journal(path, facts, name):
    path.unlink(missing_ok=True)
    journal = Journal(path)
    journal.append(1, "intended", QuarantineFile(path=name), Captured(facts=facts))
    journal.close()
    again = Journal(path)
    again.close()
    assert again.entries[0].captured == Captured(facts=facts)
    assert again.entries[0].remake() == QuarantineFile(path=name)
