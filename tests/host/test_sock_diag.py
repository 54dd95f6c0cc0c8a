"""What the kernel says of its sockets is read, and broken messages end nothing."""

import socket
import struct
import sys

from hypothesis import given
from hypothesis import strategies as st

from rootout.host.sock_diag import (
    HEADER,
    INET_IDENTITY,
    attributes,
    messages,
    parse_inet,
    parse_packet,
    parse_unix,
)


def message(kind: int, body: bytes) -> bytes:
    raw = HEADER.pack(HEADER.size + len(body), kind, 0, 1, 0) + body
    return raw + b"\0" * (-len(raw) % 4)


def attribute(kind: int, data: bytes) -> bytes:
    raw = struct.pack("=HH", 4 + len(data), kind) + data
    return raw + b"\0" * (-len(raw) % 4)


def number(value: int) -> bytes:
    return value.to_bytes(4, sys.byteorder)


IDENTITY = (
    b"\x1f\x90\x01\xbb"
    + bytes((127, 0, 0, 1)).ljust(16, b"\0")
    + bytes((203, 0, 113, 9)).ljust(16, b"\0")
    + number(7)
    + b"cookie!!"
)
INET = bytes((2, 1, 0, 0)) + IDENTITY + number(0) * 3 + number(33) + number(4242)


def test_connection_is_read():
    entry = parse_inet("tcp", 2, INET)
    assert entry is not None
    assert (entry.local_address, entry.local_port) == ("127.0.0.1", 8080)
    assert (entry.remote_address, entry.remote_port) == ("203.0.113.9", 443)
    assert (entry.state, entry.uid, entry.inode, entry.interface) == ("established", 33, 4242, 7)
    assert INET[INET_IDENTITY] == IDENTITY


def test_unix_names_are_paths_or_abstract():
    head = bytes((1, 1, 10, 0)) + number(5) + b"\0" * 8
    named = parse_unix(head + attribute(0, b"/run/a b.sock\0") + attribute(7, number(33)))
    assert (named.local_address, named.uid, named.state) == ("/run/a b.sock", 33, "listen")
    assert parse_unix(head + attribute(0, b"\0x\0y")).local_address == "@x@y"
    assert parse_unix(head).local_address == ""
    assert parse_unix(head + attribute(0, b"/\xff\0")).local_address == "/\udcff"


def test_packet_socket_has_its_owner_and_interface():
    head = bytes((17, socket.SOCK_RAW)) + b"\0\3" + number(5) + b"\0" * 8
    entry = parse_packet(head + attribute(0, number(3) + b"\0" * 20) + attribute(5, number(33)))
    assert (entry.state, entry.inode, entry.uid, entry.interface) == ("raw", 5, 33, 3)


def test_messages_are_taken_apart_and_a_torn_one_ends_them():
    data = message(20, b"abcde") + message(3, b"")
    assert list(messages(data)) == [(20, 1, b"abcde"), (3, 1, b"")]
    assert list(messages(data[:-1])) == [(20, 1, b"abcde")]


def test_message_that_claims_no_length_does_not_hang():
    assert list(messages(HEADER.pack(0, 20, 0, 1, 0) * 3)) == []
    assert list(attributes(b"\0" * 64)) == []


@given(st.binary())
def test_any_bytes_are_survived(data):
    list(messages(data))
    list(attributes(data))
    parse_unix(data)
    parse_packet(data)
    for family in (2, 10):
        parse_inet("tcp", family, data)


@given(st.binary(min_size=16))
def test_any_attributes_are_survived(data):
    assert parse_unix(data) is not None
    assert parse_packet(data) is not None
