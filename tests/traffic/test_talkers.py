from tests.traffic.test_owners import OTHER, OWN, Sockets, entry

from rootout.traffic.frames import TCP
from rootout.traffic.owners import Owners
from rootout.traffic.talkers import talkers_of
from rootout.traffic.tally import Amount, Flow


def amount(**fields: int) -> Amount:
    made = Amount()
    for name, number in fields.items():
        setattr(made, name, number)
    return made


def flow(local: int, remote: int, protocol: int = TCP) -> Flow:
    return Flow(protocol, OWN, local, OTHER, remote)


def test_many_connections_to_one_port_are_one_talker() -> None:
    flows = {
        flow(40000 + n, 443): amount(bytes_out=100, packets_out=1, begun_out=1) for n in range(9)
    }
    (one,) = talkers_of(flows, Owners(Sockets()), "bytes")
    assert (one.remote, one.protocol, one.port, one.is_outgoing) == (
        "198.51.100.9",
        "tcp",
        443,
        True,
    )
    assert (one.bytes_out, one.packets, one.begun, one.flows) == (900, 9, 9, 9)
    assert one.uid == -1


def test_who_came_to_us_is_told_by_our_port() -> None:
    (one,) = talkers_of({flow(80, 50000): amount(begun_in=1)}, Owners(Sockets()), "bytes")
    assert (one.port, one.is_outgoing, one.begun) == (80, False, 1)


def test_without_a_first_packet_who_listens_decides() -> None:
    owners = Owners(Sockets(entry(72, 50001)))
    flows = {flow(50001, 443): amount(bytes_in=1)}
    owners.look(flows)
    (one,) = talkers_of(flows, owners, "bytes")
    assert not one.is_outgoing
    assert one.program == "/usr/bin/curl"


def test_without_either_the_lower_port_is_the_service() -> None:
    flows = {flow(50000, 443): amount(), flow(22, 50000): amount(bytes_in=1)}
    found = talkers_of(flows, Owners(Sockets()), "bytes")
    assert [(one.port, one.is_outgoing) for one in found] == [(22, False), (443, True)]


def test_the_order_is_what_was_asked_for() -> None:
    flows = {
        flow(40000, 1): amount(bytes_out=9000, packets_out=1),
        flow(40000, 2): amount(bytes_out=50, packets_out=9),
        flow(40000, 3): amount(begun_out=5),
    }
    firsts = {
        order: talkers_of(flows, Owners(Sockets()), order)[0].port
        for order in ("bytes", "packets", "connections")
    }
    assert firsts == {"bytes": 1, "packets": 2, "connections": 3}


def test_a_protocol_without_a_name_has_its_number() -> None:
    (one,) = talkers_of({flow(0, 0, 99): amount()}, Owners(Sockets()), "bytes")
    assert one.protocol == "99"
