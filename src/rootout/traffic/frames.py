"""The heads of packets, read: RFC 791, RFC 8200, RFC 9293, RFC 768."""

import struct
from typing import NamedTuple

IPV4_HEAD, IPV6_HEAD = 20, 40
TCP, UDP = 6, 17
NAMES = {1: "icmp", 6: "tcp", 17: "udp", 41: "ipv6", 47: "gre", 50: "esp", 58: "icmp", 132: "sctp"}
EXTENSIONS = frozenset((0, 43, 60, 135))  # of IPv6: length in the second byte, in eights
FRAGMENT = 44
MOST_EXTENSIONS = 4
PORTS = struct.Struct("!HH")
WITH_PORTS = frozenset((TCP, UDP, 132))
FLAGS_AT = 13  # in a TCP head
SYN, ACK, RST = 0x02, 0x10, 0x04


class Frame(NamedTuple):
    """Two ends of a packet. `flags` are those of TCP; ports are 0 where there are none."""

    protocol: int
    source: bytes
    target: bytes
    source_port: int
    target_port: int
    flags: int

    @property
    def begins(self) -> bool:
        """Say whether this is the first packet of a TCP connection."""
        return self.flags & (SYN | ACK | RST) == SYN


def parse(head: bytes) -> Frame | None:
    """Read a packet from its network layer on; None where it is neither IPv4 nor IPv6."""
    if len(head) >= IPV4_HEAD and head[0] >> 4 == 4:
        at = (head[0] & 15) * 4
        is_first = not (head[6] & 0x1F or head[7])
        return _frame(head[9], head[12:16], head[16:20], head[at:] if is_first else b"")
    if len(head) >= IPV6_HEAD and head[0] >> 4 == 6:
        protocol, rest = _behind_extensions(head)
        return _frame(protocol, head[8:24], head[24:40], rest)
    return None


def _frame(protocol: int, source: bytes, target: bytes, rest: bytes) -> Frame:
    if protocol not in WITH_PORTS or len(rest) < PORTS.size:
        return Frame(protocol, source, target, 0, 0, 0)
    source_port, target_port = PORTS.unpack_from(rest)
    flags = rest[FLAGS_AT] if protocol == TCP and len(rest) > FLAGS_AT else 0
    return Frame(protocol, source, target, source_port, target_port, flags)


def _behind_extensions(head: bytes) -> tuple[int, bytes]:
    protocol, rest = head[6], head[IPV6_HEAD:]
    for _ in range(MOST_EXTENSIONS):
        if protocol == FRAGMENT and len(rest) >= 8:
            is_first = not (rest[2] or rest[3] & 0xF8)
            protocol, rest = rest[0], rest[8:] if is_first else b""
        elif protocol in EXTENSIONS and len(rest) >= 8:
            protocol, rest = rest[0], rest[(rest[1] + 1) * 8 :]
        else:
            break
    return protocol, rest
