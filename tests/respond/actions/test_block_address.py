from tests.respond.scenarios import some_blocked

from rootout.model.entity import Entity
from rootout.respond.actions.block_address import BlockAddress

ACTION = BlockAddress(addresses=("203.0.113.1", "203.0.113.9"))


def test_it_names_the_addresses():
    text = "block 203.0.113.1, 203.0.113.9 both ways and cut the connections"
    assert ACTION.describe() == text
    assert ACTION.touches()[1] == Entity("address", "203.0.113.9")


def test_of_many_some_are_named_and_the_time_is():
    many = tuple(f"192.0.2.{number}" for number in range(10))
    text = BlockAddress(addresses=many, seconds=60).describe()
    assert text.startswith("block 192.0.2.0, 192.0.2.1, ")
    assert text.endswith("192.0.2.7 and 2 more both ways for 60 s and cut the connections")
    assert "more" not in BlockAddress(addresses=many[:8]).describe()


def test_an_address_that_is_written_otherwise_is_still_found(server, host, vault):
    action = BlockAddress(addresses=("::ffff:203.0.113.9", "2001:DB8::9"))
    server.kernel.blocked = {"203.0.113.9", "2001:db8::9"}
    assert action.verify(host)
    assert set(action.capture(host, vault).facts) == {"203.0.113.9", "2001:db8::9"}


def test_what_is_connected_is_cut_once_nothing_can_come_back(server, host):
    some_blocked(server)
    order = []
    for name in ("block", "cut"):
        setattr(host, name, lambda *given, name=name: order.append((name, *given)))
    ACTION.apply(host)
    assert order == [("block", ACTION.addresses, 0), ("cut", ACTION.addresses)]


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
