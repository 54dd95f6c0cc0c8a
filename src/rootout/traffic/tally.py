"""Packets and bytes by the two ends of each flow, in bounded memory."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from rootout.host.packet_ring import Packet
from rootout.traffic.frames import parse

MOST_FLOWS = 100_000  # then the smaller half is put together: a flood has a source a packet


class Flow(NamedTuple):
    """One conversation, seen from this machine."""

    protocol: int
    local: bytes
    local_port: int
    remote: bytes
    remote_port: int


class Amount:
    """What passed of one flow; `begun` are first packets of TCP connections."""

    __slots__ = ("begun_in", "begun_out", "bytes_in", "bytes_out", "packets_in", "packets_out")

    def __init__(self) -> None:
        self.packets_in = self.packets_out = self.bytes_in = self.bytes_out = 0
        self.begun_in = self.begun_out = 0

    def add(self, other: "Amount") -> None:
        """Add what passed of another flow."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def packets(self) -> int:
        """Return the packets of both directions."""
        return self.packets_in + self.packets_out

    @property
    def bytes(self) -> int:
        """Return the bytes of both directions."""
        return self.bytes_in + self.bytes_out


class Tally:
    """Counts packets from and to the machine's own addresses.

    `homes` has the interface of each own address. A packet that passes a bond and the card below
    it, a VLAN or a bridge, is seen once on each: it counts where its own address is at home. The
    addresses of the loopback (`everywhere`) are so wherever they are seen.
    """

    def __init__(
        self,
        homes: Mapping[bytes, int],
        everywhere: Collection[int] = (),
        most_flows: int = MOST_FLOWS,
    ) -> None:
        self.flows: dict[Flow, Amount] = {}
        self.rest = Amount()  # of flows that were too many to be told apart
        self.total = Amount()
        self.passing = 0  # packets of others: forwarded, or of addresses that are not known
        self._homes = homes
        self._everywhere = everywhere
        self._most_flows = most_flows

    def count(self, packet: Packet) -> Flow | None:
        """Count one packet; return its flow, None where it is nobody's here."""
        frame = parse(packet.head)
        if frame is None:
            return None
        own, other = frame.source, frame.target
        own_port, other_port = frame.source_port, frame.target_port
        if not packet.is_outgoing:
            own, other, own_port, other_port = other, own, other_port, own_port
        home = self._homes.get(own)
        if home is None or (home != packet.interface and home not in self._everywhere):
            self.passing += 1
            return None
        flow = Flow(frame.protocol, own, own_port, other, other_port)
        amount = self.flows.get(flow)
        if amount is None:
            if len(self.flows) >= self._most_flows:
                self._shrink()
            amount = self.flows[flow] = Amount()
        for each in (amount, self.total):
            if packet.is_outgoing:
                each.packets_out += 1
                each.bytes_out += packet.length
                each.begun_out += frame.begins
            else:
                each.packets_in += 1
                each.bytes_in += packet.length
                each.begun_in += frame.begins
        return flow

    def _shrink(self) -> None:
        ordered = sorted(self.flows.items(), key=lambda pair: pair[1].bytes, reverse=True)
        for flow, amount in ordered[self._most_flows // 2 :]:
            self.rest.add(amount)
            del self.flows[flow]
