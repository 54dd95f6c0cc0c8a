"""Packets are seen as they pass, their heads only, and nobody's but ours."""

import socket
import subprocess
import sys
import time

import pytest
from tests.network import HERE, OPERATOR, namespace, needs_root, wired

from rootout.errors import RootoutError
from rootout.host.packet_ring import HEAD, Packet, PacketRing


def heard(ring: PacketRing, port: int, count: int) -> list[Packet]:
    """Read until so many packets to a udp port have come."""
    found: list[Packet] = []
    end = time.monotonic() + 10
    while len(found) < count and time.monotonic() < end:
        found += [one for one in ring.read(0.2) if one.head[22:24] == port.to_bytes(2, "big")]
    return found


def send(address: str, port: int, size: int, count: int = 1) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        for _ in range(count):
            one.sendto(b"x" * size, (address, port))


@needs_root
def test_a_packet_is_seen_with_its_length_and_its_head() -> None:
    with wired(), PacketRing() as ring:
        send(OPERATOR, 4001, 1000)
        (one,) = heard(ring, 4001, 1)
        assert one.is_outgoing
        assert one.interface == socket.if_nametoindex("v0")
        assert one.length == 1028
        assert len(one.head) == HEAD
        assert socket.inet_ntoa(one.head[12:16]) == HERE


@needs_root
def test_what_comes_in_is_told_from_what_goes_out() -> None:
    with namespace(), PacketRing("lo") as ring:
        send("127.0.0.1", 4002, 10)
        ways = {one.is_outgoing for one in heard(ring, 4002, 2)}
        assert ways == {True, False}


@needs_root
def test_another_interface_is_not_heard() -> None:
    with wired(), PacketRing("lo") as ring:
        send(OPERATOR, 4003, 10)
        send("127.0.0.1", 4003, 10)
        assert {one.interface for one in heard(ring, 4003, 2)} == {1}


@needs_root
def test_more_packets_than_fit_are_counted_as_lost() -> None:
    with namespace(), PacketRing("lo", blocks=2) as ring:
        send("127.0.0.1", 4004, 10, count=20_000)
        assert ring.lost() > 0
        assert ring.lost() == 0
        assert heard(ring, 4004, 100)


@needs_root
def test_the_ring_is_read_round_and_round() -> None:
    with namespace(), PacketRing("lo", blocks=2) as ring:
        for _ in range(20):
            send("127.0.0.1", 4005, 10, count=50)
            assert len(heard(ring, 4005, 100)) >= 100
        assert ring.lost() == 0


@needs_root
def test_no_interface_of_that_name_is_said() -> None:
    with pytest.raises(RootoutError, match="No such device"):
        PacketRing("nothing0")


@needs_root
def test_without_the_right_to_it_that_is_said() -> None:
    program = (
        "import os\n"
        "from rootout.host.packet_ring import PacketRing\n"
        "from rootout.errors import RootoutError\n"
        "os.setuid(65534)\n"
        "try: PacketRing()\n"
        "except RootoutError as error: print(error.message, error.hint)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "CAP_NET_RAW" in done.stdout, done.stderr
