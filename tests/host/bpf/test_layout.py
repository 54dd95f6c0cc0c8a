import struct

import pytest

from rootout.host.bpf import layout
from rootout.host.process_event import Ended, Forked, Started


def record(kind, **changes):
    head = {"time": 5, "start": 20_000_000, "parent": 1, "uid": 33, "above": 10_000_000} | changes
    return layout.HEAD.pack(
        kind, 7, head["time"], head["start"], head["parent"], head["uid"], head["above"], 9, b"sh"
    )


def started(arguments: bytes, length: int | None = None, login=layout.NOBODY):
    program = layout.PROGRAM.pack(11, 8 << 20 | 1, length or len(arguments), 34, login, 1)
    paths = b"/bin/sh\0rest".ljust(layout.FILE_BYTES, b"x") + b"/bin/sh".ljust(128, b"\0")
    return record(layout.STARTED) + program + paths + arguments


def test_a_start_is_read_with_all_that_it_says():
    event = layout.parse(started(b"sh\0-c\0\xff\0"))
    assert event == Started(
        pid=7, start_ticks=2, time_ns=5, parent_pid=1, parent_ticks=1, uid=33, effective_uid=34,
        cgroup=9, name="sh", filename="/bin/sh", interpreter="/bin/sh",
        arguments=("sh", "-c", "\udcff"), device=0x801, inode=11,
    )  # fmt: skip


def test_arguments_that_are_missing_are_counted():
    event = layout.parse(started(b"a\0b", length=5000))
    assert event.arguments == ("a", "b")
    assert event.missing == 4997


def test_a_login_is_told():
    assert layout.parse(started(b"a", login=1000)).login_uid == 1000


def test_forks_and_ends_are_read():
    assert layout.parse(record(layout.FORKED)) == Forked(7, 2, 1, 1)
    assert layout.parse(record(layout.ENDED)) == Ended(7, 2)


def test_a_short_record_is_an_error():
    with pytest.raises(struct.error):
        layout.parse(b"\1")
