"""Sockets as the kernel lists and destroys them: sock_diag(7), netlink(7)."""

import contextlib
import errno
import ipaddress
import os
import socket
import struct
from collections.abc import Iterable, Iterator

from rootout.host.api import SocketEntry

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY, SOCK_DESTROY = 20, 21
REQUEST, ACKNOWLEDGE, DUMP = 0x1, 0x4, 0x300
DONE, ERROR = 3, 2
ANSWER_BYTES = 1 << 18
HEADER = struct.Struct("=IHHII")  # nlmsghdr
INET_REQUEST = struct.Struct("=BBBxI48s")  # inet_diag_req_v2
INET_ANSWER = struct.Struct("=BBBBHH16s16sI8sIIIII")  # inet_diag_msg; the ports big-endian
ALL_STATES = 0xFFFFFFFF
LISTENING = 10

STATES = {
    1: "established",
    2: "syn-sent",
    3: "syn-recv",
    4: "fin-wait-1",
    5: "fin-wait-2",
    6: "time-wait",
    7: "close",
    8: "close-wait",
    9: "last-ack",
    10: "listen",
    11: "closing",
    12: "new-syn-recv",
}
PROTOCOLS = {"tcp": socket.IPPROTO_TCP, "udp": socket.IPPROTO_UDP, "raw": socket.IPPROTO_RAW}
FAMILIES = (socket.AF_INET, socket.AF_INET6)
IdAndEntry = tuple[bytes, SocketEntry]


def list_sockets() -> Iterator[SocketEntry]:
    """Yield every tcp, udp, raw, packet and unix socket of this network namespace."""
    for protocol, number in PROTOCOLS.items():
        for family in FAMILIES:
            for _, entry in _inet(protocol, number, family):
                yield entry
    yield from _unix()
    yield from _packet()


def destroy_sockets(addresses: Iterable[str]) -> int:
    """Destroy every tcp and udp socket to one of `addresses` (or networks); return how many."""
    networks = [ipaddress.ip_network(one, strict=False) for one in addresses]
    destroyed = 0
    for protocol in ("tcp", "udp"):
        number = PROTOCOLS[protocol]
        for family in FAMILIES:
            for identity, entry in list(_inet(protocol, number, family)):
                if entry.remote_port and _is_in(entry.remote_address, networks):
                    destroyed += _destroy(family, number, identity)
    return destroyed


def _inet(protocol: str, number: int, family: int) -> Iterator[IdAndEntry]:
    request = INET_REQUEST.pack(family, number, 0, ALL_STATES, b"")
    for body in _dump(request):
        if len(body) < INET_ANSWER.size:
            continue
        fields = INET_ANSWER.unpack_from(body)
        state, source, target = fields[1], fields[6], fields[7]
        local_port, remote_port = struct.unpack_from(">HH", body, 4)
        yield (
            body[4:52],
            SocketEntry(
                protocol=protocol,
                family=int(family),
                state=STATES.get(state, str(state)),
                local_address=_address(family, source),
                local_port=local_port,
                remote_address=_address(family, target),
                remote_port=remote_port,
                uid=fields[13],
                inode=fields[14],
                interface=fields[8],
            ),
        )


def _unix() -> Iterator[SocketEntry]:
    """Yield unix sockets, the name as address: struct unix_diag_req and unix_diag_msg."""
    request = struct.pack("=BBHIIIII", socket.AF_UNIX, 0, 0, ALL_STATES, 0, 0x1 | 0x40, 0, 0)
    for body in _dump(request):
        if len(body) < 16:
            continue
        _, _, state, _, inode = struct.unpack_from("=BBBBI", body)
        attributes = dict(_attributes(body[16:]))
        name = attributes.get(0, b"").replace(b"\0", b"@", 1) if 0 in attributes else b""
        uid = struct.unpack("=I", attributes[7])[0] if len(attributes.get(7, b"")) == 4 else 0
        yield _other("unix", socket.AF_UNIX, STATES.get(state, str(state)), name, uid, inode)


def _packet() -> Iterator[SocketEntry]:
    """Yield packet sockets, which see all traffic: struct packet_diag_req and packet_diag_msg."""
    request = struct.pack("=BBHIIII", socket.AF_PACKET, 0, 0, 0, 0x1, 0, 0)
    for body in _dump(request):
        if len(body) < 16:
            continue
        _, kind, _, inode = struct.unpack_from("=BBHI", body)
        attributes = dict(_attributes(body[16:]))
        index = struct.unpack_from("=I", attributes.get(0, b"\0" * 4))[0]
        uid = struct.unpack("=I", attributes[7])[0] if len(attributes.get(7, b"")) == 4 else 0
        state = "raw" if kind == socket.SOCK_RAW else "datagram"
        yield _other("packet", socket.AF_PACKET, state, b"", uid, inode, index)


def _other(
    protocol: str, family: int, state: str, name: bytes, uid: int, inode: int, index: int = 0
) -> SocketEntry:
    return SocketEntry(
        protocol=protocol,
        family=int(family),
        state=state,
        local_address=os.fsdecode(name),
        local_port=0,
        remote_address="",
        remote_port=0,
        uid=uid,
        inode=inode,
        interface=index,
    )


def _dump(request: bytes) -> Iterator[bytes]:
    """Yield the body of each answer; a family that this kernel does not have yields nothing."""
    with _open() as link:
        size = HEADER.size + len(request)
        link.send(HEADER.pack(size, SOCK_DIAG_BY_FAMILY, REQUEST | DUMP, 1, 0) + request)
        while True:
            data = link.recv(ANSWER_BYTES)
            at = 0
            while at + HEADER.size <= len(data):
                length, kind, _, _, _ = HEADER.unpack_from(data, at)
                if kind in (DONE, ERROR) or length < HEADER.size:
                    return
                yield data[at + HEADER.size : at + length]
                at += (length + 3) & ~3


def _destroy(family: int, number: int, identity: bytes) -> int:
    """Ask the kernel to destroy one socket; return 1 where it did. It may be gone already."""
    request = INET_REQUEST.pack(family, number, 0, ALL_STATES, identity)
    with _open() as link:
        size = HEADER.size + len(request)
        link.send(HEADER.pack(size, SOCK_DESTROY, REQUEST | ACKNOWLEDGE, 1, 0) + request)
        code = struct.unpack_from("=i", link.recv(ANSWER_BYTES), HEADER.size)[0]
    if -code in (0, errno.ENOENT, errno.EINVAL):
        return int(code == 0)
    raise OSError(-code, os.strerror(-code), "SOCK_DESTROY")


def _open() -> socket.socket:
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG)
    link.settimeout(5)
    return link


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the type and value of each netlink attribute: struct rtattr."""
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4:
            return
        yield kind, data[at + 4 : at + length]
        at += (length + 3) & ~3


def _address(family: int, raw: bytes) -> str:
    if family == socket.AF_INET:
        return str(ipaddress.IPv4Address(raw[:4]))
    address = ipaddress.IPv6Address(raw)
    return str(address.ipv4_mapped or address)


def _is_in(text: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(text)
        return any(address.version == one.version and address in one for one in networks)
    return False
