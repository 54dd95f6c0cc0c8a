"""The three programs that the kernel runs for us: at execve, at fork, and at the end of a process.

They only read. Each fills a record of its processor (`layout`) and puts it into the ring; where
there is no room, it counts. Processes outside of our own PID namespace are left out, and the
numbers are those that are valid in it.
"""

import contextlib
from typing import Final

from rootout.host.bpf import layout
from rootout.host.bpf.assembler import ANSWER, CONTEXT, FRAME, Code
from rootout.host.bpf.btf import Types
from rootout.model.value import value

STRUCTURES: Final = (
    "task_struct",
    "mm_struct",
    "linux_binprm",
    "file",
    "inode",
    "super_block",
    "cred",
    "pid",
    "upid",
    "pid_namespace",
    "ns_common",
    "signal_struct",
)
# Helpers, by their numbers in linux/bpf.h.
_LOOKUP, _USER, _NAME, _CGROUP = 1, 15, 16, 80
_READ_USER, _READ_KERNEL, _READ_TEXT, _SINCE_BOOT, _OUTPUT = 112, 113, 115, 125, 130
_TASK, _RECORD, _OTHER, _THING = 6, 7, 8, 9  # registers that outlive calls
_DEEPEST: Final = 4  # PID namespaces inside one another
# Forks and ends are read with the next start. Left to itself the kernel would wake nobody for a
# start that comes behind a fork that is not yet read.
_NO_WAKE, _WAKE = 1, 2
_KEY, _WORD, _PID, _LEVEL = -8, -16, -24, -32  # places in the frame


@value
class Maps:
    """Descriptors of the maps that the programs share."""

    ring: int
    scratch: int
    lost: int


class Programs:
    """Writes each program for this kernel and this PID namespace."""

    def __init__(self, types: Types, maps: Maps, namespace: int) -> None:
        """Use `types`, and `namespace`: the inode of our own /proc/self/ns/pid."""
        self._at = types.offset
        self._types = types
        self._maps = maps
        self._namespace = namespace

    def started(self) -> bytes:
        """Return the program for sched_process_exec (task, old pid, binary)."""
        code = self._begin(layout.STARTED)
        code.load(8, _OTHER, CONTEXT, 16)
        self._subject(code)
        self._parent(code)
        code.call(_USER)
        code.store(4, _RECORD, layout.UID, ANSWER)
        self._ownership(code)
        self._binary(code)
        self._arguments(code)
        self._hand_over(code, _WAKE)
        return code.assemble()

    def forked(self) -> bytes:
        """Return the program for sched_process_fork (parent, child); threads are left out."""
        code = self._begin(layout.FORKED)
        code.load(8, _TASK, CONTEXT, 8)
        self._read(code, 4, _TASK, self._at("task_struct", "pid"), _KEY)
        self._read(code, 4, _TASK, self._at("task_struct", "tgid"), _WORD)
        code.load(4, 1, FRAME, _KEY)
        code.load(4, 2, FRAME, _WORD)
        code.subtract(1, 2)
        code.jump("out", "unequal", 1, 0)
        self._subject(code)
        self._parent(code)
        code.set(2, layout.HEAD.size)
        self._hand_over(code, _NO_WAKE)
        return code.assemble()

    def ended(self) -> bytes:
        """Return the program for sched_process_exit (task), run by each thread."""
        code = self._begin(layout.ENDED)
        self._follow(code, _THING, _TASK, self._at("task_struct", "signal"))
        self._read(code, 4, _THING, self._at("signal_struct", "live"), _WORD)
        code.load(4, 1, FRAME, _WORD)
        code.jump("out", "unequal", 1, 0)
        self._subject(code)
        code.set(2, layout.HEAD.size)
        self._hand_over(code, _NO_WAKE)
        return code.assemble()

    def _begin(self, kind: int) -> Code:
        """Take the record of this processor, and write down the moment."""
        code = Code()
        code.move(_OTHER, CONTEXT)
        code.load(8, _TASK, CONTEXT, 0)
        code.store_number(4, FRAME, _KEY, 0)
        code.load_map(1, self._maps.scratch)
        code.move(2, FRAME, _KEY)
        code.call(_LOOKUP)
        code.jump("out", "equal", ANSWER, 0)
        code.move(_RECORD, ANSWER)
        code.store_number(4, _RECORD, layout.KIND, kind)
        code.call(_SINCE_BOOT)
        code.store(8, _RECORD, layout.TIME, ANSWER)
        code.move(CONTEXT, _OTHER)
        return code

    def _subject(self, code: Code) -> None:
        self._identity(code, _TASK, layout.PID, layout.START, "subject")
        code.load(4, 1, _RECORD, layout.PID)
        code.jump("out", "equal", 1, 0)  # it is in none of our namespaces

    def _parent(self, code: Code) -> None:
        self._follow(code, _THING, _TASK, self._at("task_struct", "real_parent"))
        self._identity(code, _THING, layout.PARENT, layout.PARENT_START, "parent")

    def _identity(self, code: Code, task: int, pid: int, start: int, label: str) -> None:
        """Write down the number, in our namespace, and the start of the process of a thread."""
        self._follow(code, _THING, task, self._at("task_struct", "group_leader"))
        boottime = self._at("task_struct", "start_boottime")
        self._copy(code, start, 8, _THING, boottime)
        self._follow(code, _THING, _THING, self._at("task_struct", "thread_pid"))
        self._read(code, 4, _THING, self._at("pid", "level"), _LEVEL)
        code.store_number(4, _RECORD, pid, 0)
        for level in range(_DEEPEST):
            number = self._at("pid", "numbers") + level * self._types.size("upid")
            following = f"{label} {level}"
            code.load(4, 1, FRAME, _LEVEL)
            code.jump(label, "less", 1, level)
            self._read(code, 8, _THING, number + self._at("upid", "ns"), _WORD)
            code.load(8, 1, FRAME, _WORD)
            inode = self._at("pid_namespace", "ns") + self._at("ns_common", "inum")
            self._read(code, 4, 1, inode, _WORD)
            code.load(4, 1, FRAME, _WORD)
            code.jump(following, "unequal word", 1, self._namespace)
            self._copy(code, pid, 4, _THING, number + self._at("upid", "nr"))
            code.label(following)
        code.label(label)

    def _ownership(self, code: Code) -> None:
        code.store_number(4, _RECORD, layout.LOGIN_UID, layout.NOBODY)
        with contextlib.suppress(LookupError):  # a kernel without audit has none
            self._copy(code, layout.LOGIN_UID, 4, _TASK, self._at("task_struct", "loginuid"))
        self._follow(code, _THING, _TASK, self._at("task_struct", "cred"))
        self._copy(code, layout.EFFECTIVE_UID, 4, _THING, self._at("cred", "euid"))
        code.call(_CGROUP)
        code.store(8, _RECORD, layout.CGROUP, ANSWER)
        code.move(1, _RECORD, layout.NAME)
        code.set(2, 16)
        code.call(_NAME)

    def _binary(self, code: Code) -> None:
        for member, place, size in (
            ("filename", layout.FILE, layout.FILE_BYTES),
            ("interp", layout.INTERPRETER, layout.INTERPRETER_BYTES),
        ):
            self._follow(code, 3, _OTHER, self._at("linux_binprm", member))
            code.move(1, _RECORD, place)
            code.set(2, size)
            code.call(_READ_TEXT)
        self._follow(code, _THING, _OTHER, self._at("linux_binprm", "file"))
        self._follow(code, _THING, _THING, self._at("file", "f_inode"))
        self._copy(code, layout.INODE, 8, _THING, self._at("inode", "i_ino"))
        self._copy(code, layout.LINKS, 4, _THING, self._at("inode", "i_nlink"))
        self._follow(code, _THING, _THING, self._at("inode", "i_sb"))
        self._copy(code, layout.DEVICE, 4, _THING, self._at("super_block", "s_dev"))

    def _arguments(self, code: Code) -> None:
        """Copy the arguments from the new stack, and leave the record's length in register 2."""
        self._follow(code, _THING, _TASK, self._at("task_struct", "mm"))
        self._read(code, 8, _THING, self._at("mm_struct", "arg_start"), _PID)
        self._read(code, 8, _THING, self._at("mm_struct", "arg_end"), _WORD)
        code.load(8, _THING, FRAME, _WORD)
        code.load(8, 3, FRAME, _PID)
        code.subtract(_THING, 3)
        code.store(4, _RECORD, layout.LENGTH, _THING)
        code.jump("fits", "less", _THING, layout.ARGUMENTS_BYTES)
        code.set(_THING, layout.ARGUMENTS_BYTES)
        code.label("fits")
        code.move(1, _RECORD, layout.ARGUMENTS)
        code.move(2, _THING)
        code.call(_READ_USER)
        code.jump("seen", "equal", ANSWER, 0)
        code.set(_THING, 0)
        code.label("seen")
        code.move(2, _THING, layout.ARGUMENTS)

    def _hand_over(self, code: Code, flags: int) -> None:
        """Put the record, of so many bytes as register 2 says, into the ring, or count it."""
        code.load_map(3, self._maps.ring)
        code.move(_THING, 2)
        code.move(1, 3)
        code.move(2, _RECORD)
        code.move(3, _THING)
        code.set(4, flags)
        code.call(_OUTPUT)
        code.jump("out", "equal", ANSWER, 0)
        code.store_number(4, FRAME, _KEY, 0)
        code.load_map(1, self._maps.lost)
        code.move(2, FRAME, _KEY)
        code.call(_LOOKUP)
        code.jump("out", "equal", ANSWER, 0)
        code.set(1, 1)
        code.count_up(ANSWER, 1)
        code.label("out")
        code.end()

    def _copy(self, code: Code, place: int, size: int, source: int, offset: int) -> None:
        """Copy memory of the kernel to a place of the record."""
        code.move(3, source, offset)
        code.move(1, _RECORD, place)
        code.set(2, size)
        code.call(_READ_KERNEL)

    def _read(self, code: Code, size: int, source: int, offset: int, place: int) -> None:
        """Copy memory of the kernel to a place of the frame; 0 where there is none."""
        code.move(3, source, offset)
        code.move(1, FRAME, place)
        code.set(2, size)
        code.call(_READ_KERNEL)

    def _follow(self, code: Code, to: int, source: int, offset: int) -> None:
        """Load a register with a pointer that is in the kernel's memory."""
        self._read(code, 8, source, offset, _WORD)
        code.load(8, to, FRAME, _WORD)
