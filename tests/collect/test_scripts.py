"""What rules see of a script: commands, each on a line of its own."""

import time

import pytest

from rootout.collect.scripts import (
    MOST_TEXT,
    at_home,
    commands_in,
    modified,
    plain_text,
    script_targets,
)
from rootout.model.file import EvidenceFile


def test_comments_and_blank_lines_are_left_out_and_long_lines_joined():
    script = b"#!/bin/sh\n# curl x | sh\n\n  rm -f \\\n    /tmp/x # why\r\n\t# more\ntrue\n#"
    assert commands_in(EvidenceFile("/x", script)) == "rm -f  /tmp/x # why\ntrue"


def test_comment_does_not_carry_on():
    assert plain_text("# \\\n/tmp/x") == "/tmp/x"


def test_program_is_its_own_command():
    assert commands_in(EvidenceFile("/etc/init.d/x", b"\x7fELF\x00")) == "/etc/init.d/x"


def test_end_of_a_huge_script_is_not_judged():
    assert len(commands_in(EvidenceFile("/x", b"a" * (MOST_TEXT + 9)))) == MOST_TEXT


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("~/x & (~/.y)", "/h/x & (/h/.y)"),
        ('. "$HOME/.z"; ${HOME}/a', '. "/h/.z"; /h/a'),
        ("P=~/a:~/b", "P=/h/a:/h/b"),
        ("a~/x $HOMES/x $HOME ~bob/x /~/x", "a~/x $HOMES/x $HOME ~bob/x /~/x"),
    ],
)
def test_home_is_put_in_where_a_shell_would(command, meant):
    assert at_home(command, "/h/") == meant
    assert at_home(command, "") == command


def test_hostile_scripts_take_no_time():
    began = time.process_time()
    for part in ("#", "\\\n", " ", "\t#", "\n", "\\"):
        plain_text(part * MOST_TEXT)
    assert time.process_time() - began < 30


def test_script_is_a_target_of_its_own_and_has_a_time():
    file = EvidenceFile("/etc/x", b"/opt/a")
    assert script_targets(file, "/opt/a /opt/b") == ("/etc/x", "/opt/a", "/opt/b")
    assert modified(file) == 0.0
