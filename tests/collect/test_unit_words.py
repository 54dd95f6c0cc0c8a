import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.unit_words import LONGEST, Specifiers, words_of

UNIT = "/etc/systemd/system/a-b@in-x.service"


def words(command, path=UNIT, home=None):
    return words_of(command, Specifiers.of(path, "vm.example", home))


@pytest.mark.parametrize(
    ("command", "first"),
    [
        # What systemd-analyze(1) verify of systemd 252 says it would run, letter for letter.
        (r"/no/a\x20b", "/no/a b"),
        (r"/no/a\sb", "/no/a b"),
        (r"/no/\153", "/no/k"),
        (r"/no/\u006b", "/no/k"),
        (r"'/no/\x6b'", "/no/k"),
        (r"/no/\x25p/k", "/no/a-b/k"),
        ("/no/%%p", "/no/%p"),
        ("/no/%p/%n/%N/%i", "/no/a-b/a-b@in-x.service/a-b@in-x/in-x"),
        ("/no/%j/k", "/no/b/k"),
        ("%h/k", "/root/k"),
        ("%Y/k", "/etc/systemd/system/k"),
        ('"/no/a b"', "/no/a b"),
        ("/no/a'b'c", "/no/abc"),
        ("/no/a;b", "/no/a;b"),
        ("/no/a(b)", "/no/a(b)"),
        ("/no/a>b", "/no/a>b"),
        ("/no/a|b", "/no/a|b"),
        ("/no/a`b", "/no/a`b"),
        ("/no/a&b", "/no/a&b"),
        (r"/no/a\x3bb", "/no/a;b"),
        (r"/no/\xc3\xa9", "/no/é"),
    ],
)
def test_the_first_word_is_the_program_that_systemd_runs(command, first):
    assert words(command + " more") == (first, "more")


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("", ()),
        ("a  b\tc", ("a", "b", "c")),
        ("sh -c 'a \"b\" c'", ("sh", "-c", 'a "b" c')),
        (r"""a\"b "c\"d" 'e\'f'""", ('a"b', 'c"d', "e'f")),
        ("'open", ("open",)),
        ("a\\", ("a",)),
        (r"\xff", ("\udcff",)),
        (r"\ud800 \U00110000 \u0000", ("\ufffd", "\ufffd", "\ufffd")),
        ("%I %P %H %l %z %", ("in/x", "a/b", "vm.example", "vm", "%z", "%")),
    ],
)
def test_words_are_split_and_unquoted_as_systemd_does(command, found):
    assert words(command) == found


def test_a_users_own_manager_means_that_users_folders():
    assert words("%h/.k %E/x %T/y", home="/home/al") == (
        "/home/al/.k",
        "/home/al/.config/x",
        "/tmp/y",
    )


def test_a_hostile_command_takes_no_time():
    started = time.process_time()
    for part in ("\\", '"', "'", "\"'", '\\"', "a ", "%", "%n", "\\x", "a", '""'):
        words(part * LONGEST)
        words("'" + part * LONGEST)
    assert time.process_time() - started < 30


@given(st.text(alphabet="ab/ \"'\\x20%nT\t\n\udcff"))
def test_any_command_has_words_that_can_be_paths(command):
    for word in words(command):
        word.encode(errors="surrogateescape")
