"""Process events where the kernel takes no programs of ours: the process events connector.

Format: linux/cn_proc.h, linux/connector.h. It tells numbers only. What a process runs must be
asked of /proc, and a process that has ended by then is known by its number alone.
"""

import errno
import select
import socket
import struct
from collections.abc import Iterator
from typing import Final

from rootout.host.pidfd import life_of
from rootout.host.process_event import Ended, Forked, Lost, ProcessEvent, Started
from rootout.host.procfs import ProcessFiles

_CONNECTOR: Final = 11  # NETLINK_CONNECTOR
_GROUP = _IDENTITY = 1  # CN_IDX_PROC, CN_VAL_PROC
_LISTEN: Final = 1
_MESSAGE: Final = struct.Struct("=IHHIIIIIIHHI")  # nlmsghdr, cn_msg, the order
_EVENT: Final = struct.Struct("=IIQ")  # what, processor, moment
_PLACE: Final = 36  # of the event, behind nlmsghdr and cn_msg
_IDS: Final = struct.Struct("=II")  # thread, process
_ACKNOWLEDGED, _FORK, _EXEC, _EXIT = 0, 0x1, 0x2, 0x80000000
_BUFFER_BYTES: Final = 1 << 24
_FORCE: Final = 33  # SO_RCVBUFFORCE
_PATIENCE: Final = 1.0  # seconds until the kernel has said that it will tell


class Connector:
    """Every process of this machine; not to be had in a container."""

    has_command_lines: Final = False

    def __init__(self, files: ProcessFiles) -> None:
        """Ask the kernel to tell. Raises OSError where it will not."""
        self._files = files
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _CONNECTOR)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, _FORCE, _BUFFER_BYTES)
            self._socket.setblocking(False)  # noqa: FBT003
            self._socket.bind((0, _GROUP))
            length = _MESSAGE.size
            order = (length, 3, 0, 0, 0, _GROUP, _IDENTITY, 0, 0, 4, 0, _LISTEN)
            self._socket.send(_MESSAGE.pack(*order))
            self._wait_for_answer()
        except BaseException:
            self._socket.close()
            raise

    def fileno(self) -> int:
        """Return what becomes readable when there are events."""
        return self._socket.fileno()

    def events(self, most: int) -> Iterator[ProcessEvent]:
        """Yield what has happened, at most so many events."""
        for _ in range(most):
            try:
                message, (sender, _) = self._socket.recvfrom(4096)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                yield Lost(1)
                continue
            event = self._parse(message) if sender == 0 else None
            if event:
                yield event

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()

    def _wait_for_answer(self) -> None:
        if not select.select([self._socket], [], [], _PATIENCE)[0]:
            raise OSError(errno.EPERM, "the kernel does not answer: is this a container?")

    def _parse(self, message: bytes) -> ProcessEvent | None:
        if len(message) < _PLACE + _EVENT.size + _IDS.size:
            return None
        what, _, moment = _EVENT.unpack_from(message, _PLACE)
        place = _PLACE + _EVENT.size
        thread, pid = _IDS.unpack_from(message, place)
        if what == _EXEC:
            return Started(pid=pid, start_ticks=self._start(pid), time_ns=moment)
        if what == _FORK and len(message) >= place + 2 * _IDS.size:
            thread, child = _IDS.unpack_from(message, place + _IDS.size)
            ticks = self._start(child) if thread == child else 0
            return Forked(child, ticks, pid, self._start(pid)) if ticks else None
        return Ended(pid, 0) if what == _EXIT and thread == pid else None

    def _start(self, pid: int) -> int:
        life = life_of(self._files, pid)
        return life.start_ticks if life else 0
