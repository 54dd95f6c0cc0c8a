"""The messages of sock_diag(7), read: bytes of the kernel to sockets."""

import os
import socket
import struct
import sys
from collections.abc import Iterator

from rootout.host.api import SocketEntry
from rootout.host.inet import address_of, state_of

HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, kind, flags, sequence, port
INET_ANSWER = struct.Struct("=4x2s2s16s16sI8x12xII")  # inet_diag_msg from its ports on
INET_IDENTITY = slice(4, 52)  # inet_diag_sockid, which SOCK_DESTROY wants back
SHORTEST = 16  # bytes of unix_diag_msg and packet_diag_msg
UNIX_NAME, UNIX_UID = 0, 7  # attributes: linux/unix_diag.h
PACKET_INFO, PACKET_UID = 0, 5  # linux/packet_diag.h


def messages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield kind, sequence number and body of each netlink message; stop at a broken one."""
    at = 0
    while at + HEADER.size <= len(data):
        length, kind, _, sequence, _ = HEADER.unpack_from(data, at)
        if length < HEADER.size or at + length > len(data):
            return
        yield kind, sequence, data[at + HEADER.size : at + length]
        at += (length + 3) & ~3


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and value of each netlink attribute (struct rtattr); stop at a broken one."""
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4 or at + length > len(data):
            return
        yield kind, data[at + 4 : at + length]
        at += (length + 3) & ~3


def parse_inet(protocol: str, family: int, body: bytes) -> SocketEntry | None:
    """Read a struct inet_diag_msg; None where it is too short to be one."""
    if len(body) < INET_ANSWER.size:
        return None
    local_port, remote_port, source, target, interface, uid, inode = INET_ANSWER.unpack_from(body)
    return SocketEntry(
        protocol=protocol,
        family=family,
        state=state_of(body[1]),
        local_address=address_of(family, source),
        local_port=int.from_bytes(local_port, "big"),
        remote_address=address_of(family, target),
        remote_port=int.from_bytes(remote_port, "big"),
        uid=uid,
        inode=inode,
        interface=interface,
    )


def parse_unix(body: bytes) -> SocketEntry | None:
    """Read a struct unix_diag_msg; the name is the address, @ for NUL as in ss(8)."""
    if len(body) < SHORTEST:
        return None
    _, _, state, _, inode = struct.unpack_from("=BBBBI", body)
    found = dict(attributes(body[SHORTEST:]))
    name = found.get(UNIX_NAME, b"")
    name = name.replace(b"\0", b"@") if name.startswith(b"\0") else name.partition(b"\0")[0]
    return _nameless("unix", state_of(state), inode, found.get(UNIX_UID), name)


def parse_packet(body: bytes) -> SocketEntry | None:
    """Read a struct packet_diag_msg, of a socket that sees all traffic."""
    if len(body) < SHORTEST:
        return None
    _, kind, _, inode = struct.unpack_from("=BBHI", body)
    found = dict(attributes(body[SHORTEST:]))
    state = "raw" if kind == socket.SOCK_RAW else "datagram"
    interface = _number(found.get(PACKET_INFO))
    return _nameless("packet", state, inode, found.get(PACKET_UID), interface=interface)


def _nameless(
    protocol: str, state: str, inode: int, uid: bytes | None, name: bytes = b"", interface: int = 0
) -> SocketEntry:
    family = socket.AF_UNIX if protocol == "unix" else socket.AF_PACKET
    return SocketEntry(
        protocol=protocol,
        family=int(family),
        state=state,
        local_address=os.fsdecode(name),
        local_port=0,
        remote_address="",
        remote_port=0,
        uid=_number(uid),
        inode=inode,
        interface=interface,
    )


def _number(raw: bytes | None) -> int:
    return int.from_bytes(raw[:4], sys.byteorder) if raw and len(raw) >= 4 else 0
