"""How our programs in the kernel write down an event, and how it is read back."""

import os
import struct
from typing import Final

from rootout.host.process_event import Ended, Forked, ProcessEvent, Started

STARTED, FORKED, ENDED = 1, 2, 3

# The head of every record: kind, pid, moment, start, parent's pid, uid, parent's start, cgroup,
# name. A record of a start goes on with inode, device, bytes of arguments, effective uid, login,
# links; then come the file, the interpreter and the arguments.
HEAD: Final = struct.Struct("<IIQQIIQQ16s")
KIND, PID, TIME, START, PARENT, UID, PARENT_START, CGROUP, NAME = 0, 4, 8, 16, 24, 28, 32, 40, 48
PROGRAM: Final = struct.Struct("<QIIIII4x")
INODE, DEVICE, LENGTH, EFFECTIVE_UID, LOGIN_UID, LINKS = 64, 72, 76, 80, 84, 88
FILE, FILE_BYTES = 96, 256
INTERPRETER, INTERPRETER_BYTES = 352, 128
ARGUMENTS, ARGUMENTS_BYTES = 480, 4096
MOST_BYTES: Final = ARGUMENTS + ARGUMENTS_BYTES

NOBODY: Final = 0xFFFFFFFF
_TICK: Final = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
_MINOR_BITS: Final = 20  # of a device number inside the kernel: linux/kdev_t.h


def parse(record: bytes) -> ProcessEvent:
    """Return the event that a record tells of. Raises struct.error where it is too short."""
    kind, pid, moment, start, parent, uid, parent_start, cgroup, name = HEAD.unpack_from(record)
    if kind == FORKED:
        return Forked(pid, start // _TICK, parent, parent_start // _TICK)
    if kind == ENDED:
        return Ended(pid, start // _TICK)
    inode, device, length, effective_uid, login, links = PROGRAM.unpack_from(record, INODE)
    words = record[ARGUMENTS : ARGUMENTS + length]
    return Started(
        pid=pid,
        start_ticks=start // _TICK,
        time_ns=moment,
        parent_pid=parent,
        parent_ticks=parent_start // _TICK,
        uid=uid,
        effective_uid=effective_uid,
        login_uid=None if login == NOBODY else login,
        cgroup=cgroup,
        name=_text(name),
        filename=_text(record[FILE:INTERPRETER]),
        interpreter=_text(record[INTERPRETER:ARGUMENTS]),
        arguments=_words(words),
        missing=max(length - len(words), 0),
        device=os.makedev(device >> _MINOR_BITS, device & (1 << _MINOR_BITS) - 1),
        inode=inode,
        links=links,
    )


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode(errors="surrogateescape")


def _words(data: bytes) -> tuple[str, ...]:
    text = data.decode(errors="surrogateescape").removesuffix("\0")
    return tuple(text.split("\0")) if text else ()
