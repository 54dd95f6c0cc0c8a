import socket
import struct

from tests.traffic.test_frames import A, B, ipv4, tcp

from rootout.host.packet_ring import Packet
from rootout.traffic.frames import ACK, SYN, TCP, UDP
from rootout.traffic.tally import Flow, Tally

CARD, BOND, LOOP = 2, 3, 1
OUT = Flow(protocol=TCP, local=A, local_port=40000, remote=B, remote_port=443)


def out(flags: int = ACK, length: int = 100, interface: int = CARD) -> Packet:
    return Packet(interface, True, length, ipv4(TCP, tcp(flags)))


def into(source: int, length: int = 60) -> Packet:
    address = socket.inet_aton(f"198.51.100.{source % 250}")
    rest = struct.pack("!HHHH", 1000 + source, 53, 8, 0)
    head = ipv4(UDP, rest)
    return Packet(CARD, False, length, head[:12] + address + A + head[20:])


def test_a_flow_has_both_its_directions() -> None:
    tally = Tally({A: CARD})
    tally.count(out(SYN))
    tally.count(out(length=1000))
    answer = struct.pack("!HHIIBBHHH", 443, 40000, 0, 0, 0x50, SYN | ACK, 0, 0, 0)
    head = ipv4(TCP, answer)
    tally.count(Packet(CARD, False, 500, head[:12] + B + A + head[20:]))
    amount = tally.flows[OUT]
    assert (amount.packets_out, amount.bytes_out, amount.begun_out) == (2, 1100, 1)
    assert (amount.packets_in, amount.bytes_in, amount.begun_in) == (1, 500, 0)
    assert (tally.total.packets, tally.total.bytes) == (3, 1600)


def test_a_packet_counts_once_on_a_bond_and_its_card() -> None:
    tally = Tally({A: BOND})
    for interface in (CARD, BOND):
        tally.count(out(interface=interface))
    assert tally.total.packets == 1
    assert tally.passing == 1


def test_an_address_of_the_loopback_is_at_home_everywhere() -> None:
    tally = Tally({A: LOOP}, {LOOP})
    assert tally.count(out()) == OUT


def test_what_only_passes_is_counted_as_that() -> None:
    tally = Tally({B: CARD})
    assert tally.count(out()) is None
    assert (tally.passing, tally.total.packets) == (1, 0)


def test_what_is_no_packet_of_ip_is_nothing() -> None:
    tally = Tally({A: CARD})
    assert tally.count(Packet(CARD, True, 60, b"")) is None
    assert tally.passing == 0


def test_a_flood_of_sources_takes_bounded_memory_and_is_still_counted() -> None:
    tally = Tally({A: CARD}, most_flows=100)
    for source in range(5000):
        tally.count(into(source))
        tally.count(into(1, length=5000))
    assert len(tally.flows) <= 100
    assert tally.total.packets == 10_000
    kept = sum(one.bytes for one in tally.flows.values())
    assert kept + tally.rest.bytes == tally.total.bytes
    great = max(tally.flows.values(), key=lambda one: one.bytes)
    assert great.packets_in >= 5000
