import socket

from hypothesis import given
from hypothesis import strategies as st
from tests.network import HERE, HERE_6, namespace, needs_root, wired

from rootout.host.addresses import ADDRESS, own_addresses, parse


def attribute(kind: int, data: bytes) -> bytes:
    return (len(data) + 4).to_bytes(2, "little") + kind.to_bytes(2, "little") + data


HEAD = ADDRESS.pack(2, 24, 0, 0, 7)


def test_of_a_pair_the_local_address_is_ours() -> None:
    peers, ours = bytes((192, 0, 2, 9)), bytes((192, 0, 2, 1))
    assert parse(HEAD + attribute(1, peers) + attribute(2, ours)) == (ours, 7)
    assert parse(HEAD + attribute(1, ours)) == (ours, 7)


def test_an_answer_without_an_address_is_none() -> None:
    assert parse(HEAD) is None
    assert parse(HEAD + attribute(2, b"abc")) is None


@given(st.binary())
def test_any_answer_is_read_without_an_error(answer: bytes) -> None:
    parse(answer)


@needs_root
def test_a_fresh_network_has_only_the_loopback() -> None:
    with namespace():
        assert {one for _, one in own_addresses()} == {1}


@needs_root
def test_addresses_of_both_families_have_their_interface() -> None:
    with wired():
        found = dict(own_addresses())
        assert found[socket.inet_aton(HERE)] == socket.if_nametoindex("v0")
        assert found[socket.inet_pton(socket.AF_INET6, HERE_6)] == socket.if_nametoindex("v0")
