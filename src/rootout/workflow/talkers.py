"""Watch the wire for some seconds, and tell who talked to whom."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from rootout.errors import RootoutError
from rootout.host.addresses import own_addresses
from rootout.host.api import Host
from rootout.host.packet_ring import PacketRing
from rootout.host.tcp_traffic import Carried, carried
from rootout.model.value import value
from rootout.traffic.owners import Owners
from rootout.traffic.talkers import Order, Talk, talkers_of
from rootout.traffic.tally import Amount, Flow, Tally

LOOPBACK = 1  # the number that the loopback of each network namespace has
PAUSE = 1.0  # seconds between two looks at the sockets
Show = Callable[[str], None]


@value
class Wanted:
    """What to listen to, and for how long."""

    seconds: float
    packets: int | None = None
    interface: str | None = None
    port: int | None = None
    order: Order = "bytes"


def listen(host: Host, wanted: Wanted, show: Show = lambda _: None) -> Talk:
    """Listen on the wire; without the right to, compare what TCP connections carried.

    Raises RootoutError where there is no such interface, or the kernel tells neither.
    """
    owners = Owners(host)
    try:
        ring = PacketRing(wanted.interface)
    except RootoutError as refused:
        if os.geteuid() == 0 or wanted.interface:
            raise
        return _by_connections(owners, wanted, refused, show)
    with ring:
        return _by_packets(ring, owners, wanted, show)


def _by_packets(ring: PacketRing, owners: Owners, wanted: Wanted, show: Show) -> Talk:
    homes = dict(own_addresses())
    is_loopback = wanted.interface == "lo"
    tally = Tally(homes, () if is_loopback else (LOOPBACK,))
    begun = time.monotonic()
    due = begun
    lost = 0
    while (now := time.monotonic()) < begun + wanted.seconds:
        if now >= due:
            owners.look(tally.flows)
            lost += ring.lost()
            show(f"{tally.total.packets} packets")
            due = time.monotonic() + PAUSE
        for packet in ring.read(min(due, begun + wanted.seconds) - now):
            if packet.interface != LOOPBACK or is_loopback:
                tally.count(packet)
        if wanted.packets is not None and tally.total.packets >= wanted.packets:
            break
    seconds = time.monotonic() - begun
    owners.look(tally.flows)
    return _talk(tally.flows, owners, wanted, seconds, lost + ring.lost(), tally.passing, "")


def _by_connections(owners: Owners, wanted: Wanted, refused: RootoutError, show: Show) -> Talk:
    before = {one.entry.inode: one for one in _tcp()}
    flows: dict[Flow, Amount] = {}
    begun = time.monotonic()
    while time.monotonic() < begun + wanted.seconds:
        time.sleep(min(PAUSE, max(0.0, begun + wanted.seconds - time.monotonic())))
        for one in _tcp():
            flows[_flow(one)] = _difference(one, before.get(one.entry.inode))
        owners.look(flows)
        show(f"{len(flows)} connections")
    heard = {flow: amount for flow, amount in flows.items() if amount.packets}
    hint = (
        f"{refused.message}: only TCP connections that lasted a second were seen, and of"
        f" others' programs only the account. {refused.hint}"
    )
    return _talk(heard, owners, wanted, time.monotonic() - begun, 0, 0, hint)


def _tcp() -> Iterator[Carried]:
    try:
        for one in carried():
            if not one.entry.remote_address.startswith("127.") and one.entry.inode:
                yield one
    except OSError as error:
        hint = "Run it as root."
        raise RootoutError(f"connections cannot be listed: {error.strerror}", hint) from error


def _flow(one: Carried) -> Flow:
    entry = one.entry
    return Flow(
        protocol=socket.IPPROTO_TCP,
        local=_raw(entry.local_address),
        local_port=entry.local_port,
        remote=_raw(entry.remote_address),
        remote_port=entry.remote_port,
    )


def _raw(address: str) -> bytes:
    with suppress(OSError):
        return socket.inet_pton(socket.AF_INET, address)
    return socket.inet_pton(socket.AF_INET6, address)


def _difference(one: Carried, before: Carried | None) -> Amount:
    amount = Amount()
    amount.bytes_in = one.bytes_in - (before.bytes_in if before else 0)
    amount.bytes_out = one.bytes_out - (before.bytes_out if before else 0)
    amount.packets_in = one.packets_in - (before.packets_in if before else 0)
    amount.packets_out = one.packets_out - (before.packets_out if before else 0)
    return amount


def _talk(
    flows: dict[Flow, Amount],
    owners: Owners,
    wanted: Wanted,
    seconds: float,
    lost: int,
    passing: int,
    hint: str,
) -> Talk:
    if wanted.port is not None:
        ports = {wanted.port}
        flows = {one: flows[one] for one in flows if ports & {one.local_port, one.remote_port}}
    return Talk(
        seconds=seconds,
        packets=sum(amount.packets for amount in flows.values()),
        bytes=sum(amount.bytes for amount in flows.values()),
        lost=lost,
        passing=passing,
        talkers=talkers_of(flows, owners, wanted.order),
        hint=hint,
    )
