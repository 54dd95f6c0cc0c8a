"""Sockets as the kernel lists and destroys them: sock_diag(7), netlink(7)."""

import errno
import ipaddress
import os
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from rootout.errors import RootoutError
from rootout.host.api import SocketEntry
from rootout.host.inet import network_of, port_of, state_of, written
from rootout.host.proc_net import FOLDER, IPV6, parse_table, table_path
from rootout.host.procfs import ProcessFiles
from rootout.host.reasons import reason_of
from rootout.host.sock_diag import (
    HEADER,
    INET_IDENTITY,
    messages,
    parse_inet,
    parse_packet,
    parse_unix,
)
from rootout.model.record import Gap

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY, SOCK_DESTROY = 20, 21
REQUEST, ACKNOWLEDGE, DUMP = 0x1, 0x4, 0x300
ERROR, DONE = 2, 3
ANSWER_BYTES = 1 << 18
ALL_STATES = 0xFFFFFFFF
CLOSE, LISTEN = 7, 10  # net/tcp_states.h
INET_REQUEST = struct.Struct("=BBBxI48s")  # inet_diag_req_v2
UNIX_REQUEST = struct.pack("=BBHIIIQ", socket.AF_UNIX, 0, 0, ALL_STATES, 0, 0x1 | 0x40, 0)
PACKET_REQUEST = struct.pack("=BBHIIQ", socket.AF_PACKET, 0, 0, 0, 0x1, 0)
PROTOCOLS = {"tcp": socket.IPPROTO_TCP, "udp": socket.IPPROTO_UDP, "raw": socket.IPPROTO_RAW}
FAMILIES = (int(socket.AF_INET), int(socket.AF_INET6))
MOST_SECONDS = 10.0  # for one family of sockets
KERNEL = 0  # as the sender of a message
SEQUENCE = 1
UNSUPPORTED = frozenset((errno.ENOENT, errno.EOPNOTSUPP, errno.EPROTONOSUPPORT))
GONE = frozenset((errno.ENOENT, errno.EINVAL))  # it ended since it was listed

Parse = Callable[[bytes], SocketEntry | None]


def list_sockets(files: ProcessFiles, gaps: list[Gap]) -> Iterator[SocketEntry]:
    """Yield every tcp, udp, raw, packet and unix socket of this network namespace.

    Where the kernel was built without raw_diag or the like, /proc/net has to do.
    """
    for protocol, number in PROTOCOLS.items():
        for family in FAMILIES:
            request = INET_REQUEST.pack(family, number, 0, ALL_STATES, b"")
            try:
                yield from _listed(protocol, request, partial(parse_inet, protocol, family), gaps)
            except OSError as error:
                yield from _from_table(files, protocol, family, error, gaps)
    for protocol, request, parse in (
        ("unix", UNIX_REQUEST, parse_unix),
        ("packet", PACKET_REQUEST, parse_packet),
    ):
        try:
            yield from _listed(protocol, request, parse, gaps)
        except OSError as error:
            detail = f"{protocol} sockets cannot be listed"
            gaps.append(_gap(f"netlink:{protocol}", error.errno, detail))


def count_tcp_states() -> Counter[str]:
    """Count the tcp sockets of this network namespace by state, as ss(8) names them.

    Reads one byte of each: a busy server has a hundred thousand. Raises OSError.
    """
    found: Counter[int] = Counter()
    for family in FAMILIES:
        request = INET_REQUEST.pack(family, PROTOCOLS["tcp"], 0, ALL_STATES, b"")
        found.update(body[1] for body in _converse(SOCK_DIAG_BY_FAMILY, DUMP, request) if body[1:])
    return Counter({state_of(state): count for state, count in found.items()})


def list_listeners() -> Iterator[SocketEntry]:
    """Yield the tcp sockets that listen and the udp sockets that are connected to nobody.

    Raises OSError.
    """
    for protocol, state in (("tcp", LISTEN), ("udp", CLOSE)):
        for family in FAMILIES:
            request = INET_REQUEST.pack(family, PROTOCOLS[protocol], 0, 1 << state, b"")
            for body in _converse(SOCK_DIAG_BY_FAMILY, DUMP, request):
                entry = parse_inet(protocol, family, body)
                if entry:
                    yield entry


def ask_sockets(request: bytes) -> Iterator[bytes]:
    """Yield the answers to an inet_diag_req_v2; raise OSError."""
    yield from _converse(SOCK_DIAG_BY_FAMILY, DUMP, request)


def destroy_sockets(addresses: Iterable[str], ports: Iterable[str] = ()) -> int:
    """Destroy every connected tcp and udp socket to `addresses` (or networks), or of `ports`.

    Return how many. Raises RootoutError where the kernel was built without INET_DIAG_DESTROY, or
    without tcp_diag. Without udp_diag, udp is left to the firewall alone.
    """
    condemned = _Condemned(addresses, ports)
    destroyed = 0
    for protocol in ("tcp", "udp"):
        for family in FAMILIES:
            try:
                found = list(_identities(protocol, family, condemned))
            except OSError as error:
                if error.errno not in UNSUPPORTED:
                    raise
                if protocol == "tcp" and family == socket.AF_INET:
                    raise _cannot_destroy() from error
                continue
            destroyed += _destroy(family, PROTOCOLS[protocol], found)
    return destroyed


class _Condemned:
    """Which sockets are to be destroyed; a hundred thousand addresses cost no more than one."""

    def __init__(self, addresses: Iterable[str], ports: Iterable[str]) -> None:
        texts = frozenset(map(written, addresses))
        self._addresses = frozenset(one for one in texts if "/" not in one)
        self._networks = [network_of(one) for one in texts - self._addresses]
        self._ports = frozenset(map(port_of, ports))

    def has(self, entry: SocketEntry) -> bool:
        """Say whether a connected socket is one of them, by either end."""
        ends = {(entry.protocol, entry.local_port), (entry.protocol, entry.remote_port)}
        if entry.remote_address in self._addresses or ends & self._ports:
            return True
        if not self._networks:
            return False
        address = ipaddress.ip_address(entry.remote_address)
        return any(address in one for one in self._networks)


def _identities(protocol: str, family: int, condemned: _Condemned) -> Iterator[bytes]:
    """Yield what the kernel calls each socket that is connected to somebody condemned."""
    request = INET_REQUEST.pack(family, PROTOCOLS[protocol], 0, ALL_STATES, b"")
    for body in _converse(SOCK_DIAG_BY_FAMILY, DUMP, request):
        entry = parse_inet(protocol, family, body)
        if entry and entry.remote_port and condemned.has(entry):
            yield body[INET_IDENTITY]


def _destroy(family: int, number: int, identities: list[bytes]) -> int:
    destroyed = 0
    for identity in identities:
        request = INET_REQUEST.pack(family, number, 0, ALL_STATES, identity)
        try:
            list(_converse(SOCK_DESTROY, ACKNOWLEDGE, request))
            destroyed += 1
        except OSError as error:
            if error.errno == errno.EOPNOTSUPP:
                raise _cannot_destroy() from error
            if error.errno not in GONE:
                raise
    return destroyed


def _cannot_destroy() -> RootoutError:
    hint = "The firewall still blocks them; stop the processes that hold them."
    return RootoutError("this kernel cannot destroy connections", hint)


def _listed(protocol: str, request: bytes, parse: Parse, gaps: list[Gap]) -> Iterator[SocketEntry]:
    for body in _converse(SOCK_DIAG_BY_FAMILY, DUMP, request):
        entry = parse(body)
        if entry is None:
            gaps.append(_gap(f"netlink:{protocol}", errno.EINVAL, "an answer is too short"))
        else:
            yield entry


def _from_table(
    files: ProcessFiles, protocol: str, family: int, refusal: OSError, gaps: list[Gap]
) -> Iterator[SocketEntry]:
    """Yield the sockets of a table of /proc/net: the next best word where netlink refuses."""
    path = table_path(protocol, family)
    try:
        data = files.read(path).data
    except OSError as error:
        is_there = error.errno != errno.ENOENT or refusal.errno != errno.ENOENT
        if is_there or family == socket.AF_INET or IPV6 in files.names(FOLDER):
            gaps.append(_gap(path, refusal.errno, f"{protocol} sockets cannot be listed"))
        return
    for entry in parse_table(protocol, family, data):
        if entry is None:
            gaps.append(_gap(path, errno.EINVAL, "a line is no socket"))
        else:
            yield entry


def _converse(kind: int, flags: int, request: bytes) -> Iterator[bytes]:
    """Ask the kernel and yield the body of each answer; raise the OSError that it answers with.

    Root may send to this socket too: what is not the kernel's (port 0) is not listened to.
    """
    end = time.monotonic() + MOST_SECONDS
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG) as link:
        size = HEADER.size + len(request)
        link.send(HEADER.pack(size, kind, REQUEST | flags, SEQUENCE, 0) + request)
        while (left := end - time.monotonic()) > 0:
            link.settimeout(left)
            data, sender = link.recvfrom(ANSWER_BYTES)
            if sender[0] != KERNEL:
                continue
            for answer, sequence, body in messages(data):
                if sequence != SEQUENCE:
                    continue
                if answer in (ERROR, DONE):
                    _raise_for(body)
                    return
                yield body
    raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def _raise_for(body: bytes) -> None:
    """Raise what an error, or the end of a dump, says: nlmsgerr, 0 for success."""
    code = -int.from_bytes(body[:4], sys.byteorder, signed=True)
    if code > 0:
        raise OSError(code, os.strerror(code))


def _gap(path: str, code: int | None, detail: str) -> Gap:
    reason = "unsupported" if code in UNSUPPORTED else reason_of(OSError(code, ""))
    return Gap(artifact="sockets", path=path, reason=reason, detail=detail)
