"""Addresses and states are written as an operator would."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.host.inet import address_of, network_of, port_of, state_of, text_of, written


def test_states_have_the_words_of_ss_and_new_ones_their_number():
    assert (state_of(1), state_of(10), state_of(99)) == ("established", "listen", "99")


@given(st.ip_addresses())
def test_every_address_is_written_as_the_standard_library_does(address):
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    inside = address.ipv4_mapped if address.version == 6 else None
    assert address_of(family, address.packed) == str(inside or address)


def test_address_inside_ipv6_is_told_as_ipv4():
    assert address_of(socket.AF_INET6, ipaddress.ip_address("::ffff:203.0.113.9").packed) == (
        "203.0.113.9"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9/24", "203.0.113.0/24"),
        ("2001:DB8:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
        ("::/0", "::/0"),
    ],
)
def test_what_is_asked_for_in_many_ways_is_one_network(text, written):
    assert text_of(network_of(text)) == written


@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    try:
        network = network_of(text)
    except RootoutError:
        return
    assert set(text_of(network)) <= set("0123456789abcdef.:/")  # all that a firewall ever reads


@pytest.mark.parametrize("text", ["", "evil; drop", "1.2.3.4 }", "-f", "1.2.3.4\n", "host.example"])
def test_no_name_or_command_passes_for_an_address(text):
    with pytest.raises(RootoutError):
        network_of(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("203.0.113.9/32", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:DB8::9%eth0", "2001:db8::9"),
        ("10.1.2.3/8", "10.0.0.0/8"),
    ],
)
def test_an_address_is_written_in_one_way(text, same):
    assert written(text) == same


@pytest.mark.parametrize("text", ["", "nowhere", "1.2.3", "01.2.3.4", "1.2.3.4\n", "1.2.3.4\0"])
def test_what_is_no_address_is_refused(text):
    with pytest.raises(RootoutError, match="is no address"):
        written(text)


def test_a_port_has_a_protocol_and_a_number():
    assert port_of("tcp/4444") == ("tcp", 4444)
    assert port_of("udp/053") == ("udp", 53)
    for bad in (
        "",
        "4444",
        "tcp/",
        "sctp/1",
        "tcp/0",
        "tcp/65536",
        "tcp/-1",
        "tcp/٤",
        "tcp/1 drop",
    ):
        with pytest.raises(RootoutError, match="is no port"):
            port_of(bad)
    with pytest.raises(RootoutError, match="is no port"):
        port_of("tcp/" + "9" * 5000)
