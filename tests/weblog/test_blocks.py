"""Who may be blocked, and networks."""

import pytest

from rootout.errors import RootoutError
from rootout.weblog.blocks import blocks_of, network_of

CROWD = [f"203.0.113.{n}" for n in range(1, 9)]


def test_network_in_which_all_attack_is_blocked_whole() -> None:
    assert blocks_of(CROWD, CROWD, ()) == ("203.0.113.0/24",)
    assert blocks_of(CROWD[:7], CROWD, ()) == tuple(CROWD[:7])
    customers = [f"2001:db8::{n}" for n in range(1, 4)]
    assert blocks_of(customers, customers, ()) == ("2001:db8::/64",)


def test_network_with_an_innocent_visitor_is_not() -> None:
    assert blocks_of(CROWD, [*CROWD, "203.0.113.99"], ()) == tuple(CROWD)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "10.0.0.1", "192.168.0.4", "172.16.9.9", "100.64.0.1", "fe80::1",
     "fd00::1", "0.0.0.0", "224.0.0.1", "client.example"],
)  # fmt: skip
def test_inner_addresses_and_names_are_never_blocked(address: str) -> None:
    assert blocks_of([address], [address], ()) == ()


def test_spared_network_is_never_blocked_nor_is_one_around_it() -> None:
    spared = (network_of("203.0.113.7"), network_of("2001:db8::/32"))
    assert blocks_of([*CROWD, "2001:db8::1"], CROWD, spared) == tuple(
        one for one in CROWD if one != "203.0.113.7"
    )


def test_addresses_are_in_order_and_written_once() -> None:
    mixed = ["198.51.100.9", "2001:db8::1", "198.51.100.9", "198.51.99.100"]
    assert blocks_of(mixed, mixed, ()) == ("198.51.99.100", "198.51.100.9", "2001:db8::1")


def test_what_is_no_network_is_refused_with_a_hint() -> None:
    with pytest.raises(RootoutError, match="'somebody' is no address or network"):
        network_of("somebody")
