"""The tables of /proc/net are read, whatever stands in them."""

import os
import socket

from hypothesis import given
from hypothesis import strategies as st

from rootout.host.proc_net import TABLES, inodes_of, parse_table, table_path

HEAD = b"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  inode\n"
ROW = b"   0: 0100007F:1F90 0900CB71:01BB 01 0:0 00:0 0 33 0 4242 1 0 100 0 0 10 0\n"


def test_row_becomes_a_socket():
    (entry,) = parse_table("tcp", 2, HEAD + ROW)
    assert (entry.local_address, entry.local_port) == ("127.0.0.1", 8080)
    assert (entry.remote_address, entry.remote_port) == ("113.203.0.9", 443)
    assert (entry.state, entry.uid, entry.inode) == ("established", 33, 4242)
    assert list(inodes_of(HEAD + ROW)) == [4242]


def test_own_sockets_are_found_in_the_real_tables():
    for family, loopback in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as server:
            server.bind((loopback, 0))
            server.listen()
            with open(table_path("tcp", family), "rb") as file:
                data = file.read()
            inode = os.fstat(server.fileno()).st_ino
            (entry,) = (one for one in parse_table("tcp", family, data) if one.inode == inode)
            assert entry.local_address == loopback
            assert entry.local_port == server.getsockname()[1]
            assert (entry.state, entry.remote_port) == ("listen", 0)
            assert inode in inodes_of(data)


def test_odd_line_is_said_and_the_next_one_is_read():
    odd = b"   1: 7F:1F90 00:00 01\n   2: ZZZZZZZZ:0000 00000000:0000 07 0:0 00:0 0 0 0 7\n"
    assert [one and one.inode for one in parse_table("raw", 2, HEAD + odd + ROW)] == [
        None, None, 4242,
    ]  # fmt: skip


@given(st.sampled_from(sorted(TABLES)), st.binary())
def test_any_bytes_are_survived(kind, data):
    list(parse_table(*kind, b"\n" + data))
    list(inodes_of(b"\n" + data))


@given(st.lists(st.binary(max_size=12).map(lambda word: word.replace(b"\n", b"")), max_size=14))
def test_any_words_are_survived(words):
    for kind in TABLES:
        list(parse_table(*kind, HEAD + b" ".join(words)))
    assert all(inode >= 0 for inode in inodes_of(HEAD + b" ".join(words)))
