"""Hidden and temporary places, and what a command runs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.places import is_hidden, is_temporary
from rootout.detect.shell import programs


@pytest.mark.parametrize("path", ["/tmp/x", "/var/tmp/a/b", "/dev/shm/.x", "/run/user/0/x"])
def test_temporary_places_are_known(path):
    assert is_temporary(path)


@pytest.mark.parametrize("path", ["/tmp", "/tmpfiles/x", "/home/a/tmp/x", "/run/x", ""])
def test_other_places_are_not_temporary(path):
    assert not is_temporary(path)


@pytest.mark.parametrize("path", ["/tmp/.x", "/usr/lib/.a/b", "/tmp/.../x", "/tmp/ /x", "/a/. /x"])
def test_hidden_places_are_known(path):
    assert is_hidden(path)


@pytest.mark.parametrize("path", ["/tmp/x.y", "/", "", "/a b/c", "//a//b"])
def test_other_places_are_not_hidden(path):
    assert not is_hidden(path)


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("/usr/local/bin/backup-www", "/usr/local/bin/backup-www"),
        ('/bin/sh -c "cd /; /tmp/x"', "/bin/sh /tmp/x"),
        ("sh -c '/tmp/.x'", "/tmp/.x"),
        ("[ -x /tmp/x ] || /tmp/x", "/tmp/x"),
        ("true && /tmp/x", "/tmp/x"),
        ("true\n/tmp/x", "/tmp/x"),
        ("case $1 in\n/tmp/*|/var/tmp/*) ;;", ""),
        ("python3 -u /dev/shm/a.py", "/dev/shm/a.py"),
        ('"/root/.acme.sh"/acme.sh --cron', "/root/.acme.sh"),
        ("/tmp/x; /tmp/x", "/tmp/x"),
        ('rm -f "/tmp/lock"', ""),
        ("backup >&/tmp/log", ""),
        ("find /tmp/ -delete", ""),
        ("run.sh --config /root/.conf", ""),
        ("", ""),
    ],
)
def test_programs_are_told_from_names(command, found):
    assert programs(command) == tuple(found.split())


@given(st.text(alphabet=" /shx-;&|>\"'(`", max_size=60))
def test_what_is_found_stands_in_the_command(command):
    assert all(path.startswith("/") and path in command for path in programs(command))


@pytest.mark.parametrize("part", ["sh -a ", "sh ", "/", "; ", "/a", "| /", ";/", "& ", "sh\t"])
def test_hostile_commands_take_linear_time(part):
    began = time.perf_counter()
    programs(part * 100_000)
    assert time.perf_counter() - began < 30
