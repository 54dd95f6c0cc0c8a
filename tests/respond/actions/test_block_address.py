from tests.respond.scenarios import some_blocked

from rootout.model.entity import Entity
from rootout.respond.actions.block_address import BlockAddress

ACTION = BlockAddress(addresses=("203.0.113.1", "203.0.113.9"))


def test_it_names_the_addresses():
    text = "block 203.0.113.1, 203.0.113.9 both ways and cut the connections"
    assert ACTION.describe() == text
    assert ACTION.touches()[1] == Entity("address", "203.0.113.9")


def test_what_is_connected_is_cut_once_nothing_can_come_back(server, host):
    some_blocked(server)
    order = []
    for name in ("block", "cut"):
        setattr(host, name, lambda given, name=name: order.append((name, tuple(given))))
    ACTION.apply(host)
    assert order == [("block", ACTION.addresses), ("cut", ACTION.addresses)]


def test_only_what_we_blocked_is_let_in_again(server, host, vault):
    some_blocked(server)
    captured = ACTION.capture(host, vault)
    assert captured.facts == {"203.0.113.1": "blocked"}
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert server.kernel.connected == {"198.51.100.7"}
    ACTION.undo(host, vault, captured)
    assert server.kernel.blocked == {"203.0.113.1"}
