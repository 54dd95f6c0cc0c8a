"""Try the network: does a packet leave this host, and does anything come back?"""

import errno
import ipaddress
import socket

DISCARD = 9  # RFC 863: nobody does anything with what is sent there
MOST_SECONDS = 1.0
ANSWERED = frozenset((0, errno.ECONNREFUSED))


def lets_out(address: str) -> bool:
    """Say whether an empty datagram to `address` leaves.

    A filter that drops it at the output of this host makes the kernel refuse with EPERM.
    """
    with socket.socket(_family(address), socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, DISCARD))
            probe.send(b"")
        except OSError:
            return False
    return True


def answers(address: str, seconds: float = MOST_SECONDS) -> bool:
    """Say whether `address` takes or refuses a connection: either has come all the way back."""
    with socket.socket(_family(address), socket.SOCK_STREAM) as probe:
        probe.settimeout(seconds)
        try:
            return probe.connect_ex((address, DISCARD)) in ANSWERED
        except OSError:
            return False


def _family(address: str) -> socket.AddressFamily:
    is_4 = ipaddress.ip_address(address).version == 4
    return socket.AF_INET if is_4 else socket.AF_INET6
