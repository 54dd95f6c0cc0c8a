"""Histories of every kind give commands, with times where they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.shell_history import MOST_LINES, PROGRAMS, parse
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap


def read(text: bytes, path: str = "/home/bob/.bash_history"):
    return list(parse(EvidenceFile(path, text)))


def told(text: bytes, path: str = "/home/bob/.bash_history"):
    return [(one.command, one.time) for one in read(text, path)]


def test_bash_with_and_without_times():
    assert told(b"ls\n#1700000000\nid\nw\n") == [("ls", 0.0), ("id", 1_700_000_000.0), ("w", 0.0)]


def test_zsh_plain_extended_and_with_marked_bytes():
    text = b": 1700000000:0;ls; id\nplain\necho \x83\xa3\n"
    assert told(text, "/root/.zsh_history") == [
        ("ls; id", 1_700_000_000.0),
        ("plain", 0.0),
        (f"echo {chr(0xDCA3 ^ 32)}", 0.0),
    ]


def test_fish_says_when_after_what():
    text = b"- cmd: ls\n  when: 1700000000\n- cmd: a\\nb\n- cmd: c\n"
    path = "/home/bob/.local/share/fish/fish_history"
    assert told(text, path) == [("ls", 1_700_000_000.0), ("a\nb", 0.0), ("c", 0.0)]


def test_vim_keeps_commands_behind_a_colon():
    assert told(b"# x\n:w\n|2\n", "/root/.viminfo") == [("w", 0.0)]


def test_owner_paths_and_entities():
    (one,) = read(b"/tmp/x --go\n")
    assert (one.user, one.program, one.targets) == ("bob", "bash", ("/tmp/x",))
    assert one.entities() == (
        Entity("file", "/home/bob/.bash_history"),
        Entity("account", "bob"),
    )
    assert read(b"id\n", "/root/.bash_history")[0].user == "root"


def test_long_histories_are_cut_and_said_so():
    gap, *rest = read(b"id\n" * (MOST_LINES + 7))
    assert isinstance(gap, Gap)
    assert len(rest) == MOST_LINES


@pytest.mark.parametrize("name", sorted(PROGRAMS))
@given(data=st.binary())
def test_any_bytes_are_survived(name, data):
    read(data, f"/home/bob/{name}")
