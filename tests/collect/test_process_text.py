"""The kernel's texts about a process are parsed whatever the process put into them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.collect.process_text import (
    Place,
    parse_cgroup,
    parse_login,
    parse_maps,
    parse_stat,
    parse_status,
    parse_words,
)

NUMBERS = b" ".join(b"%d" % number for number in range(9, 30))


def stat(name: bytes = b"sh", terminal: int = 34816, flags: int = 4194304) -> bytes:
    return b"42 (%s) S 7 42 41 %d 42 %d %s\n" % (name, terminal, flags, NUMBERS)


def test_stat_line_is_parsed():
    line = parse_stat(stat())
    assert (line.name, line.state, line.parent, line.session) == ("sh", "S", 7, 41)
    assert (line.terminal, line.flags, line.start_ticks) == ("pts/0", 4194304, 21)


def test_name_with_brackets_does_not_shift_the_fields():
    line = parse_stat(stat(b"a) R 1 1 1 (b"))
    assert line.name == "a) R 1 1 1 (b"
    assert line.parent == 7


@pytest.mark.parametrize(
    ("device", "name"),
    [
        (0, None),
        (136 << 8 | 3, "pts/3"),
        (137 << 8 | 1, "pts/257"),
        (4 << 8 | 1, "tty1"),
        (4 << 8 | 64, "ttyS0"),
        (5 << 8 | 1, "5:1"),
    ],
)
def test_terminal_is_named(device, name):
    assert parse_stat(stat(terminal=device)).terminal == name


def test_short_stat_line_is_refused():
    with pytest.raises(ValueError, match="too short"):
        parse_stat(b"1 (x) S 1")


def test_status_tells_the_owner_and_the_tracer():
    owner = parse_status(b"Name:\ta\\nUid:\t5\nTracerPid:\t9\nUid:\t1000\t0\t0\t0\n")
    assert (owner.uid, owner.effective_uid, owner.tracer) == (1000, 0, 9)


def test_status_without_owner_is_refused():
    with pytest.raises(ValueError, match="Uid"):
        parse_status(b"Name:\tx\n")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"", Place(path="", unit=None, session=None)),
        (b"0::/\n", Place(path="/", unit=None, session=None)),
        (
            b"0::/system.slice/ssh.service\n",
            Place(path="/system.slice/ssh.service", unit="ssh.service", session=None),
        ),
        (
            b"0::/user.slice/user-0.slice/session-3.scope\n",
            Place(path="/user.slice/user-0.slice/session-3.scope", unit=None, session="3"),
        ),
        (
            b"1:name=systemd:/system.slice/cron.service/payload/a.service\n0::/\n",
            Place(
                path="/system.slice/cron.service/payload/a.service",
                unit="cron.service",
                session=None,
            ),
        ),
        (
            b"12:pids:/elsewhere\n0::/user.slice/user-1.slice/user@1.service/app.slice/x.service\n",
            Place(
                path="/user.slice/user-1.slice/user@1.service/app.slice/x.service",
                unit="user@1.service",
                session=None,
            ),
        ),
    ],
)
def test_place_in_the_control_groups(text, place):
    assert parse_cgroup(text) == place


def test_login_uid():
    assert parse_login(b"1000") == 1000
    assert parse_login(b"4294967295") is None
    assert parse_login(b"") is None


def test_words_are_split_at_nul_only():
    assert parse_words(b"sh\0-c\0echo a\nb\0\0") == ("sh", "-c", "echo a\nb", "")
    assert parse_words(b"") == ()
    assert parse_words(b"\0\0\0") == ()
    assert parse_words(b"nginx: master process") == ("nginx: master process",)


@given(st.binary() | st.binary().map(lambda data: b"1 (x) " + b" ".join([data] * 22)))
def test_any_bytes_are_parsed_or_refused(data):
    for parse in (parse_stat, parse_status, parse_cgroup, parse_login, parse_words):
        try:
            parse(data)
        except ValueError:
            continue


def test_executable_memory_is_told_by_file_or_counted():
    maps = parse_maps(
        b"55d0-55d1 r-xp 00000000 08:01 12 /usr/sbin/sshd\n"
        b"7f00-7f01 rw-p 00000000 08:01 13 /usr/lib/libc.so\n"
        b"7f02-7f03 r-xp 00000000 08:01 14 /tmp/a b.so (deleted)\n"
        b"7f04-7f05 rwxp 00000000 00:00 0 \n"
        b"7f06-7f07 rwxp 00000000 00:00 0                          [heap]\n"
        b"7fff-8000 r-xp 00000000 00:00 0                          [vdso]\n"
    )
    assert maps.files == ("/usr/sbin/sshd", "/tmp/a b.so (deleted)")
    assert maps.anonymous == 2


@given(st.binary())
def test_any_maps_are_survived(data):
    parse_maps(data)
