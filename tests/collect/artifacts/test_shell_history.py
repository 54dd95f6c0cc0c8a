"""Histories of every kind give commands, with times where they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.artifacts.shell_history import LONGEST, MOST_LINES, PROGRAMS, parse
from rootout.model.entity import Entity
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap


def read(text: bytes, path: str = "/home/bob/.bash_history"):
    file = EvidenceFile(path, text)
    file.account, file.home = "bob", "/home/bob"
    return list(parse(file))


def told(text: bytes, path: str = "/home/bob/.bash_history"):
    return [(one.command, one.time) for one in read(text, path)]


def test_bash_with_and_without_times():
    assert told(b"ls\n#1700000000\nid\nw\n") == [("ls", 0.0), ("id", 1_700_000_000.0), ("w", 0.0)]


def test_zsh_plain_extended_and_with_marked_bytes():
    text = b": 1700000000:0;ls; id\nplain\necho \x83\xa3\n"
    assert told(text, "/root/.zsh_history") == [
        ("ls; id", 1_700_000_000.0),
        ("plain", 0.0),
        ("echo \udc83", 0.0),
    ]
    assert told("echo ä".encode().replace(b"\xa4", b"\x83\x84"), "/root/.zsh_history") == [
        ("echo ä", 0.0)
    ]


def test_zsh_carries_a_command_on_to_the_next_line():
    text = b": 1700000000:0;for i\\\ndo\\\ndone\nls \\ \nend\\"
    assert told(text, "/root/.zsh_history") == [
        ("for i\ndo\ndone", 1_700_000_000.0),
        ("ls \\", 0.0),
        ("end\\", 0.0),
    ]


def test_fish_says_when_after_what():
    text = b"- cmd: ls\n  when: 1700000000\n  paths:\n    - x\n- cmd: a\\nb\\\\n\n- cmd: c\n"
    path = "/home/bob/.local/share/fish/fish_history"
    assert told(text, path) == [("ls", 1_700_000_000.0), ("a\nb\\n", 0.0), ("c", 0.0)]
    assert told(b"- cmd: x\n  when: 1700000000\n", path) == [("x", 1_700_000_000.0)]


def test_vim_keeps_commands_behind_a_colon():
    assert told(b"# x\n:w\n|2\n", "/root/.viminfo") == [("w", 0.0)]


def test_vim_keeps_which_files_were_edited():
    (one,) = read(b"> ~/.ssh/authorized_keys\n", "/home/bob/.viminfo")
    assert one.targets == ("/home/bob/.ssh/authorized_keys",)


def test_less_keeps_commands_for_the_shell():
    text = b'.less-history-file:\n.search\n"root\n.shell\n!id\n'
    assert told(text, "/root/.lesshst") == [("id", 0.0)]


def test_libedit_writes_blanks_as_numbers():
    text = b"_HiStOrY_V2_\nselect\\0401;\nx\\999\n"
    assert told(text, "/root/.mysql_history") == [("select 1;", 0.0), ("x\\999", 0.0)]
    assert told(text[13:15] + b"\\040", "/root/.mysql_history") == [("se\\040", 0.0)]


def test_psql_marks_newlines():
    assert told(b"select\x011;\n", "/root/.psql_history") == [("select\n1;", 0.0)]


def test_owner_paths_and_entities():
    (one,) = read(b"/tmp/x --go\n")
    assert (one.user, one.program, one.targets) == ("bob", "bash", ("/tmp/x",))
    assert one.entities() == (
        Entity("file", "/home/bob/.bash_history"),
        Entity("account", "bob"),
    )
    assert read(b"~/.x\n")[0].targets == ("/home/bob/.x",)
    assert read(b"/x\n", "/home/bob/.psql_history")[0].targets == ()
    (stray,) = parse(EvidenceFile("/root/.bash_history", b"id\n"))
    assert stray.user == "root"


def test_long_histories_are_cut_and_said_so():
    gap, *rest = read(b"id\n" * (MOST_LINES + 7))
    assert isinstance(gap, Gap)
    assert len(rest) == MOST_LINES


def test_long_command_is_cut_and_said_so():
    gap, one = read(b"a" * (LONGEST + 1))
    assert gap.detail == f"line 1 was read to its first {LONGEST} characters"
    assert len(one.command) == LONGEST


@pytest.mark.parametrize("name", sorted(PROGRAMS))
@given(data=st.binary())
def test_any_bytes_are_survived(name, data):
    read(data, f"/home/bob/{name}")
