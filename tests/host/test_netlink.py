import ipaddress
import os
import socket
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.host import netlink
from rootout.host.netlink import destroy_sockets, list_sockets

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="a network namespace needs root")


def in_namespace(code: str) -> str:
    """Run code in a network namespace of its own, and return what it prints."""
    up = "import subprocess\nsubprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)\n"
    done = subprocess.run(
        ["unshare", "-n", sys.executable, "-c", up + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("family", "address"), [(2, "127.0.0.1"), (10, "::1")])
def test_a_listener_and_both_ends_of_a_connection_are_listed(family: int, address: str) -> None:
    with socket.create_server((address, 0), family=family) as server:
        port = server.getsockname()[1]
        with socket.create_connection((address, port)) as client, server.accept()[0] as accepted:
            inodes = {os.fstat(one.fileno()).st_ino for one in (server, client, accepted)}
            found = [one for one in list_sockets() if one.inode in inodes]
            assert {one.state for one in found} == {"listen", "established"}
            (listening,) = (one for one in found if one.state == "listen")
            assert (listening.local_address, listening.local_port) == (address, port)
            assert {one.protocol for one in found} == {"tcp"}
            assert {one.uid for one in found} == {os.geteuid()}


def test_udp_and_unix_sockets_are_listed() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        udp.bind(("127.0.0.1", 0))
        unix.bind("\0rootout-test")
        unix.listen()
        found = {one.inode: one for one in list_sockets()}
        assert found[os.fstat(udp.fileno()).st_ino].protocol == "udp"
        listening = found[os.fstat(unix.fileno()).st_ino]
        assert (listening.local_address, listening.state) == ("@rootout-test", "listen")


@needs_root
def test_a_packet_socket_that_sees_all_traffic_is_listed() -> None:
    out = in_namespace("""
        import socket
        from rootout.host.netlink import list_sockets
        sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        print([one.state for one in list_sockets() if one.protocol == "packet"])
    """)
    assert out == "['raw']\n"


@needs_root
def test_connections_to_an_address_are_cut_and_others_are_not() -> None:
    out = in_namespace("""
        import socket
        from rootout.host.netlink import destroy_sockets
        with socket.create_server(("0.0.0.0", 0)) as server:
            port = server.getsockname()[1]
            bad = socket.create_connection(("127.0.0.66", port))
            good = socket.create_connection(("127.0.0.1", port))
            ends = [server.accept()[0], server.accept()[0]]
            print(destroy_sockets(["127.0.0.66/32"]) > 0, destroy_sockets(["127.0.0.66"]))
            try:
                bad.send(b"x"); bad.recv(1)
            except OSError:
                print("cut")
            good.send(b"y")
            print(ends[1].recv(1))
    """)
    assert out == "True 0\ncut\nb'y'\n"


def test_no_address_cuts_nothing() -> None:
    assert destroy_sockets([]) == 0


@given(st.binary(max_size=200))
def test_attributes_of_any_bytes_are_bounded(data: bytes) -> None:
    assert len(list(netlink._attributes(data))) <= len(data) // 4


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_shown_as_what_it_is(address: ipaddress.IPv4Address) -> None:
    raw = b"\0" * 10 + b"\xff\xff" + address.packed
    assert netlink._address(socket.AF_INET6, raw) == str(address)
