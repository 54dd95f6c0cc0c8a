import socket
import struct

from hypothesis import given
from hypothesis import strategies as st

from rootout.traffic.frames import ACK, RST, SYN, TCP, UDP, parse

A, B = socket.inet_aton("192.0.2.1"), socket.inet_aton("192.0.2.2")
A6 = socket.inet_pton(socket.AF_INET6, "2001:db8::1")
B6 = socket.inet_pton(socket.AF_INET6, "2001:db8::2")


def ipv4(protocol: int, rest: bytes, *, options: int = 0, fragment: int = 0) -> bytes:
    head = struct.pack("!BBHHHBBH", 0x45 + options, 0, 0, 0, fragment, 64, protocol, 0)
    return head + A + B + bytes(4 * options) + rest


def ipv6(protocol: int, rest: bytes) -> bytes:
    return struct.pack("!IHBB", 0x60000000, len(rest), protocol, 64) + A6 + B6 + rest


def tcp(flags: int) -> bytes:
    return struct.pack("!HHIIBBHHH", 40000, 443, 0, 0, 0x50, flags, 0, 0, 0)


def test_both_ends_of_ipv4_are_read() -> None:
    frame = parse(ipv4(TCP, tcp(SYN)))
    assert (frame.source, frame.target) == (A, B)
    assert (frame.source_port, frame.target_port) == (40000, 443)
    assert frame.begins


def test_both_ends_of_ipv6_are_read() -> None:
    frame = parse(ipv6(UDP, struct.pack("!HHHH", 53, 40000, 8, 0)))
    assert (frame.source, frame.target, frame.source_port) == (A6, B6, 53)


def test_only_the_first_packet_begins_a_connection() -> None:
    for flags in (ACK, SYN | ACK, RST, SYN | RST, 0):
        assert not parse(ipv4(TCP, tcp(flags))).begins


def test_options_come_before_ports() -> None:
    assert parse(ipv4(TCP, tcp(SYN), options=3)).target_port == 443


def test_a_later_fragment_has_no_ports() -> None:
    assert parse(ipv4(TCP, tcp(SYN), fragment=100)).target_port == 0
    first = struct.pack("!BBHI", TCP, 0, 1, 0)
    later = struct.pack("!BBHI", TCP, 0, 8 << 3, 0)
    assert parse(ipv6(44, first + tcp(SYN))).target_port == 443
    assert parse(ipv6(44, later + tcp(SYN))).target_port == 0


def test_extensions_of_ipv6_come_before_ports() -> None:
    hops = bytes((TCP, 1)) + bytes(14)
    assert parse(ipv6(0, hops + tcp(SYN))).target_port == 443


def test_what_has_no_ports_has_none() -> None:
    frame = parse(ipv4(1, b"\x08\x00\xff\xff\x00\x01\x00\x01"))
    assert (frame.protocol, frame.source_port, frame.flags) == (1, 0, 0)


def test_what_is_no_ip_is_none() -> None:
    assert parse(b"") is None
    assert parse(bytes(60)) is None
    assert parse(ipv6(TCP, b"")[:39]) is None


@given(st.binary(max_size=128), st.sampled_from((b"", b"\x45", b"\x4f", b"\x60")))
def test_any_head_is_read_without_an_error(data: bytes, first: bytes) -> None:
    parse(first + data)
