"""Flows put together by who talks to whom: remote address, port, direction and program."""

from collections.abc import Mapping
from typing import Literal

from rootout.model.value import value
from rootout.traffic.frames import NAMES
from rootout.traffic.owners import Owner, Owners, text_of
from rootout.traffic.tally import Amount, Flow

Order = Literal["bytes", "packets", "connections"]
NOBODY = Owner(program="", pid=0, uid=-1)


@value
class Talker:
    """One remote address and one port: ours where it came to us, theirs where we went to it.

    `begun` are TCP connections that began meanwhile, `flows` all that were seen.
    """

    remote: str
    protocol: str
    port: int
    is_outgoing: bool
    program: str
    pid: int
    uid: int  # -1: not known
    packets_in: int
    packets_out: int
    bytes_in: int
    bytes_out: int
    begun: int
    flows: int

    @property
    def packets(self) -> int:
        """Return the packets of both directions."""
        return self.packets_in + self.packets_out

    @property
    def bytes(self) -> int:
        """Return the bytes of both directions."""
        return self.bytes_in + self.bytes_out


@value
class Talk:
    """What was heard in `seconds`; `lost` packets were too many, `passing` not this machine's.

    `hint` says what was not seen, and how it would be; empty where all was.
    """

    seconds: float
    packets: int
    bytes: int
    lost: int
    passing: int
    talkers: tuple[Talker, ...]
    hint: str


def talkers_of(flows: Mapping[Flow, Amount], owners: Owners, order: Order) -> tuple[Talker, ...]:
    """Return the talkers of `flows`, the greatest first."""
    sums: dict[tuple[str, str, int, bool, Owner], tuple[Amount, int]] = {}
    for flow, amount in flows.items():
        is_outgoing = _is_outgoing(flow, amount, owners)
        port = flow.remote_port if is_outgoing else flow.local_port
        protocol = NAMES.get(flow.protocol, str(flow.protocol))
        owner = owners.of(flow) or NOBODY
        key = (text_of(flow.remote), protocol, port, is_outgoing, owner)
        whole, count = sums.get(key, (Amount(), 0))
        whole.add(amount)
        sums[key] = whole, count + 1
    found = [
        Talker(
            remote=remote,
            protocol=protocol,
            port=port,
            is_outgoing=is_outgoing,
            program=owner.program,
            pid=owner.pid,
            uid=owner.uid,
            packets_in=amount.packets_in,
            packets_out=amount.packets_out,
            bytes_in=amount.bytes_in,
            bytes_out=amount.bytes_out,
            begun=amount.begun_out if is_outgoing else amount.begun_in,
            flows=count,
        )
        for (remote, protocol, port, is_outgoing, owner), (amount, count) in sums.items()
    ]
    return tuple(sorted(found, key=lambda one: _rank(one, order), reverse=True))


def _rank(one: Talker, order: Order) -> tuple[int, int]:
    greatness = {"bytes": one.bytes, "packets": one.packets, "connections": one.begun}
    return greatness[order], one.bytes


def _is_outgoing(flow: Flow, amount: Amount, owners: Owners) -> bool:
    """Say who began: by the first packets, else by who listens here, else by the lower port."""
    if amount.begun_in != amount.begun_out:
        return amount.begun_out > amount.begun_in
    if owners.is_listener(flow):
        return False
    return flow.remote_port <= flow.local_port
