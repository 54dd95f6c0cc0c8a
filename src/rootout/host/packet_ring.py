"""The heads of packets as they pass, read from a ring that is shared with the kernel: packet(7).

No interface is made promiscuous: only what this machine sends and is sent is seen. Layouts are
those of linux/if_packet.h, version 3 of the ring.
"""

import ctypes
import mmap
import select
import socket
import struct
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

from rootout.errors import RootoutError

SOL_PACKET = 263
PACKET_RX_RING, PACKET_STATISTICS, PACKET_VERSION = 5, 6, 10
TPACKET_V3 = 2
ETH_P_ALL = 3
SO_ATTACH_FILTER = 26
RETURN = 0x06  # BPF_RET | BPF_K
HEAD = 128  # bytes of a packet that are kept: IPv6, options and TCP
BLOCK, BLOCKS = 1 << 18, 64  # 16 MiB in all
RETIRE_MS = 100  # after which a block that is not full is handed over
FRAME = 2048
REQUEST = struct.Struct("=7I")  # block size, blocks, frame size, frames, ms, private, features
BLOCK_HEAD = struct.Struct("=8xIII")  # status, packets, offset of the first
BLOCK_STATUS = struct.Struct("=I")
STATUS_AT = 8
PACKET = struct.Struct("=I8xIIIHH")  # next, kept, length, status, link layer, network layer
ADDRESS_AT = 48  # of struct sockaddr_ll behind struct tpacket3_hdr
ADDRESS = struct.Struct("=H2siHB")  # family, protocol, interface, hardware, kind of packet
STATISTICS = struct.Struct("=III")
OF_USER, OF_KERNEL = 1, 0
OUTGOING, OF_OTHERS = 4, 3
HINT = "Run it as root, or give it CAP_NET_RAW."


class Packet(NamedTuple):
    """The head of one packet from its network layer on, and its whole length there."""

    interface: int
    is_outgoing: bool
    length: int
    head: bytes


class PacketRing:
    """Packets of all interfaces of this network namespace, or of one.

    Raises RootoutError where that is not allowed, or there is no such interface.
    """

    def __init__(self, interface: str | None = None, blocks: int = BLOCKS) -> None:
        self._blocks = blocks
        self._at = 0
        try:
            every = 0 if interface else socket.htons(ETH_P_ALL)
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, every)
        except PermissionError as error:
            raise RootoutError("packets cannot be seen: that is root's right", HINT) from error
        except OSError as error:
            hint = "This kernel has no AF_PACKET: see `modprobe af_packet`."
            raise RootoutError(f"packets cannot be seen: {error.strerror}", hint) from error
        try:
            self._prepare(interface)
        except OSError as error:
            self._socket.close()
            hint = "`ip link` lists the interfaces."
            raise RootoutError(f"packets cannot be seen: {error.strerror}", hint) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._ring.close()
        self._socket.close()

    def read(self, seconds: float) -> Iterator[Packet]:
        """Yield the packets of all blocks that are ready; wait for the first so long at most."""
        if self._status() != OF_USER:
            select.select([self._socket], [], [], max(0.0, seconds))
        for _ in range(self._blocks):
            if not self._status() & OF_USER:
                return
            yield from self._packets()
            BLOCK_STATUS.pack_into(self._ring, self._at * BLOCK + STATUS_AT, OF_KERNEL)
            self._at = (self._at + 1) % self._blocks

    def lost(self) -> int:
        """Return how many packets did not fit into the ring since this was asked last."""
        raw = self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, STATISTICS.size)
        return int(STATISTICS.unpack(raw)[1])

    def _prepare(self, interface: str | None) -> None:
        self._socket.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V3)
        _cut_short(self._socket)
        frames = BLOCK // FRAME * self._blocks
        request = REQUEST.pack(BLOCK, self._blocks, FRAME, frames, RETIRE_MS, 0, 0)
        self._socket.setsockopt(SOL_PACKET, PACKET_RX_RING, request)
        self._ring = mmap.mmap(self._socket.fileno(), BLOCK * self._blocks)
        if interface:
            try:
                self._socket.bind((interface, ETH_P_ALL))
            except OSError:
                self._ring.close()
                raise

    def _status(self) -> int:
        return int(BLOCK_STATUS.unpack_from(self._ring, self._at * BLOCK + STATUS_AT)[0])

    def _packets(self) -> Iterator[Packet]:
        start = self._at * BLOCK
        _, count, offset = BLOCK_HEAD.unpack_from(self._ring, start)
        at = start + offset
        for _ in range(count):
            following, kept, length, _, _, network = PACKET.unpack_from(self._ring, at)
            _, _, interface, _, kind = ADDRESS.unpack_from(self._ring, at + ADDRESS_AT)
            if kind != OF_OTHERS:
                head = self._ring[at + network : at + network + kept]
                yield Packet(interface, kind == OUTGOING, length, head)
            at += following


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("constant", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("start", ctypes.POINTER(_Instruction)))


def _cut_short(packets: socket.socket) -> None:
    """Have the kernel keep the head of each packet only: a filter of one instruction."""
    instruction = _Instruction(RETURN, 0, 0, HEAD)
    program = _Program(1, ctypes.pointer(instruction))
    packets.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, bytes(program))
