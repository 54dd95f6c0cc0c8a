"""Addresses and states of sockets: the kernel's numbers, and the words for them."""

import ipaddress
import socket

from rootout.errors import RootoutError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# enum in net/tcp_states.h; the words are those of ss(8).
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
    13: "bound-inactive",
}
MAPPED = b"\0" * 10 + b"\xff\xff"  # RFC 4291, 2.5.5.2
MAPPED_BITS = 96
PROTOCOLS = ("tcp", "udp")
MOST_PORT, MOST_DIGITS = 65535, 5


def state_of(number: int) -> str:
    """Return the word for a state; of one that is newer than rootout, the number."""
    return STATES.get(number, str(number))


def address_of(family: int, raw: bytes) -> str:
    """Write an address of `family` as text; IPv4 inside IPv6 is written as IPv4."""
    if family == socket.AF_INET:
        return socket.inet_ntoa(raw[:4])
    if raw[:12] == MAPPED:
        return socket.inet_ntoa(raw[12:16])
    return str(ipaddress.IPv6Address(raw))


def network_of(text: str) -> Network:
    """Read an address or network, its zone left out (RFC 4007); raise RootoutError otherwise."""
    try:
        network = ipaddress.ip_network(text.partition("%")[0], strict=False)
    except ValueError as error:
        raise RootoutError(f"{text!r} is no address", "Give an IP address or network.") from error
    if network.version == 6 and network.prefixlen >= MAPPED_BITS:
        inside = network.network_address.ipv4_mapped
        if inside is not None:
            return ipaddress.IPv4Network((inside, network.prefixlen - MAPPED_BITS))
    return network


def written(text: str) -> str:
    """Write an address or network in the one way that the kernel and rootout write it.

    Raises RootoutError for what is none.
    """
    try:
        socket.inet_pton(socket.AF_INET, text)  # knows only this way; a hundred thousand are quick
    except (OSError, ValueError):
        return text_of(network_of(text))
    return text


def port_of(text: str) -> tuple[str, int]:
    """Read `tcp/4444` or `udp/53`; raise RootoutError otherwise."""
    protocol, _, number = text.partition("/")
    if protocol not in PROTOCOLS or not number.isascii() or not number.isdecimal():
        raise RootoutError(f"{text!r} is no port", "Give it as tcp/4444 or udp/4444.")
    port = int(number) if len(number) <= MOST_DIGITS else 0
    if not 0 < port <= MOST_PORT:
        raise RootoutError(f"{text!r} is no port", f"Ports are 1 to {MOST_PORT}.")
    return protocol, port


def text_of(network: Network) -> str:
    """Write a network; one of a single address as that address."""
    single = network.prefixlen == network.max_prefixlen
    return str(network.network_address if single else network)
