from tests.respond.scenarios import some_blocked

from rootout.model.entity import Entity
from rootout.respond.actions.block_port import BlockPort

ACTION = BlockPort(ports=("tcp/4444", "udp/5353"))


def test_it_names_the_ports():
    assert ACTION.describe() == "block tcp/4444, udp/5353 both ways and cut the connections"
    assert "both ways for 60 s and" in BlockPort(ports=("tcp/1",), seconds=60).describe()
    assert ACTION.touches() == (Entity("port", "tcp/4444"), Entity("port", "udp/5353"))


def test_what_is_connected_is_cut_once_nothing_can_come_back(server, host):
    some_blocked(server)
    order = []
    for name in ("block_ports", "cut"):
        setattr(host, name, lambda *given, name=name: order.append((name, *given)))
    ACTION.apply(host)
    assert order == [("block_ports", ACTION.ports, 0), ("cut", (), ACTION.ports)]


def test_only_what_we_blocked_is_let_through_again(server, host, vault):
    some_blocked(server)
    captured = ACTION.capture(host, vault)
    assert captured.facts == {"udp/5353": "blocked"}
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert server.kernel.connected_ports == {"tcp/80"}
    ACTION.undo(host, vault, captured)
    assert server.kernel.ports == {"udp/5353"}
