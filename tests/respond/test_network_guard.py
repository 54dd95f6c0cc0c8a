from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.host.api import SocketEntry
from rootout.respond.network_guard import NEEDED_PORTS, NetworkGuard, addresses_of, network_of

GUARD = NetworkGuard(frozenset(("198.51.100.7", "::ffff:192.0.2.9")), frozenset(("tcp/8080",)))
OWN = SocketEntry(
    protocol="tcp",
    family=2,
    state="established",
    local_address="192.0.2.2",
    local_port=2222,
    remote_address="198.51.100.7",
    remote_port=51000,
    uid=0,
    inode=1,
)


def test_a_gateway_is_named_as_such():
    needed = frozenset(("192.0.2.254",))
    assert "a gateway" in (GUARD.address("192.0.2.254", needed) or "")
    assert "a gateway" in (GUARD.address("192.0.2.128/25", needed) or "")
    assert GUARD.address("192.0.2.253", needed) is None


def test_the_operators_address_is_known_in_every_spelling():
    for text in ("192.0.2.9", "::ffff:192.0.2.9", "192.0.2.0/28", "198.51.100.7"):
        assert "by which you are connected" in (GUARD.address(text) or "")


@pytest.mark.parametrize("text", ["tcp/22", "udp/53", "tcp/8080", "tcp/08080"])
def test_ports_that_are_needed_stay(text):
    assert "need" in (GUARD.port(text) or "")


@pytest.mark.parametrize("text", ["", "4444", "tcp/0", "tcp/99999", "icmp/1", "tcp/1 } ; flush"])
def test_what_is_no_port_is_refused(text):
    assert GUARD.port(text) == "is no port"


def test_both_ends_of_the_operators_connection_stay_and_those_of_others_may_go():
    others = (
        replace(OWN, remote_address="203.0.113.9", local_port=3333),
        replace(OWN, state="listen", local_port=4444),
    )
    used = GUARD.used_ports((OWN, *others))
    assert used == {"tcp/2222", "tcp/51000"}
    assert "you" in (GUARD.port("tcp/2222", used) or "")
    assert GUARD.port("tcp/3333", used) is None
    assert GUARD.port("udp/2222", used) is None


def test_every_needed_port_is_one():
    assert all(NetworkGuard(frozenset(), frozenset()).port(one) for one in NEEDED_PORTS)


@given(st.text() | st.ip_addresses().map(str))
def test_any_text_is_an_address_or_none(text):
    assert (network_of(text) is None) == (addresses_of((text,)) == frozenset())
    assert (GUARD.address(text) == "is no address") == (network_of(text) is None)
