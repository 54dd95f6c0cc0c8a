"""The addresses of this network namespace and the interface of each: rtnetlink(7)."""

import errno
import os
import socket
import struct
import time
from collections.abc import Iterator

from rootout.host.sock_diag import HEADER, attributes, messages

RTM_GETADDR, RTM_NEWADDR = 22, 20
ERROR, DONE = 2, 3
DUMP_REQUEST = 0x301
ADDRESS = struct.Struct("=BBBBI")  # ifaddrmsg: family, prefix length, flags, scope, interface
IFA_ADDRESS, IFA_LOCAL = 1, 2  # where both are, the local one is ours: the other is a peer's
ANSWER_BYTES = 1 << 16
MOST_SECONDS = 5.0


def own_addresses() -> Iterator[tuple[bytes, int]]:
    """Yield each address, as its 4 or 16 bytes, and the number of its interface; raise OSError."""
    body = ADDRESS.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
    request = HEADER.pack(HEADER.size + len(body), RTM_GETADDR, DUMP_REQUEST, 1, 0) + body
    end = time.monotonic() + MOST_SECONDS
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as link:
        link.send(request)
        while (left := end - time.monotonic()) > 0:
            link.settimeout(left)
            data, sender = link.recvfrom(ANSWER_BYTES)
            if sender[0] != 0:  # not the kernel
                continue
            for kind, _, answer in messages(data):
                if kind in (ERROR, DONE):
                    return
                found = parse(answer) if kind == RTM_NEWADDR else None
                if found:
                    yield found
    raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def parse(answer: bytes) -> tuple[bytes, int] | None:
    """Read one RTM_NEWADDR; None where it has no address."""
    if len(answer) < ADDRESS.size:
        return None
    interface = ADDRESS.unpack_from(answer)[4]
    found = dict(attributes(answer[ADDRESS.size :]))
    address = found.get(IFA_LOCAL) or found.get(IFA_ADDRESS)
    return (address, interface) if address and len(address) in (4, 16) else None
