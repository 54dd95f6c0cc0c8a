"""How much each TCP connection carried, as the kernel tells everybody: struct tcp_info, tcp(7)."""

import socket
import struct
from collections.abc import Iterator
from functools import partial

from rootout.host.api import SocketEntry
from rootout.host.netlink import FAMILIES, INET_REQUEST, ask_sockets
from rootout.host.sock_diag import attributes, parse_inet
from rootout.model.value import value

INET_DIAG_INFO = 2
WANTED = 1 << (INET_DIAG_INFO - 1)
LISTENING, CLOSED, TIME_WAIT = 1 << 10, 1 << 7, 1 << 6  # carry nothing any more, or yet
STATES = 0xFFF & ~(LISTENING | CLOSED | TIME_WAIT | 1)
INET_HEAD = 72  # bytes of struct inet_diag_msg
CARRIED = struct.Struct("=QQII")  # bytes acked, bytes received, segments out, segments in
CARRIED_AT = 120  # linux/tcp.h, since Linux 4.2


@value
class Carried:
    """One connection and what it carried since it began."""

    entry: SocketEntry
    bytes_out: int
    bytes_in: int
    packets_out: int
    packets_in: int


def carried() -> Iterator[Carried]:
    """Yield every TCP connection of this network namespace; raise OSError."""
    for family in FAMILIES:
        request = INET_REQUEST.pack(family, socket.IPPROTO_TCP, WANTED, STATES, b"")
        yield from filter(None, map(partial(parse, family), ask_sockets(request)))


def parse(family: int, body: bytes) -> Carried | None:
    """Read one answer; None for a kernel that does not say what was carried."""
    entry = parse_inet("tcp", family, body)
    information = dict(attributes(body[INET_HEAD:])).get(INET_DIAG_INFO, b"")
    if entry is None or len(information) < CARRIED_AT + CARRIED.size:
        return None
    sent, received, packets_out, packets_in = CARRIED.unpack_from(information, CARRIED_AT)
    return Carried(
        entry=entry,
        bytes_out=sent,
        bytes_in=received,
        packets_out=packets_out,
        packets_in=packets_in,
    )
