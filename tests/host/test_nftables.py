"""The table `inet rootout` is tried for real, in a network of its own."""

import json
import shutil
import subprocess
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.host.programs import Answering, Installed
from tests.network import namespace, needs_root

from rootout.errors import RootoutError
from rootout.host.inet import network_of
from rootout.host.nftables import Nftables, parse_blocked

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")


def networks(*texts: str):
    return frozenset(map(network_of, texts))


def rules() -> str:
    done = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def table():
    with namespace():
        yield Nftables(Installed())


@needs_root
@needs_nft
def test_networks_that_overlap_or_touch_are_each_remembered(table):
    asked = networks("10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/24", "192.168.1.0/24", "2001::/16")
    table.block(asked)
    table.block(networks("10.1.2.0/24", "10.1.2.3"))
    assert table.blocked() == asked | networks("10.1.2.0/24", "10.1.2.3")
    assert "elements = { 10.0.0.0/8, 192.168.0.0/23 }" in rules()
    table.unblock(networks("10.0.0.0/8"))
    assert "elements = { 10.1.0.0/16, 192.168.0.0/23 }" in rules()
    table.unblock(asked)
    assert table.blocked() == networks("10.1.2.0/24", "10.1.2.3")
    table.unblock(networks("10.1.2.0/24", "10.1.2.3"))
    assert rules() == ""


@needs_root
@needs_nft
def test_blocking_and_letting_go_twice_is_the_same_as_once(table):
    table.block(networks("203.0.113.9", "198.51.100.0/24"))
    once = rules()
    table.block(networks("203.0.113.9", "198.51.100.0/24"))
    assert rules() == once
    table.unblock(networks("192.0.2.1"))
    assert rules() == once
    for _ in range(2):
        table.unblock(networks("203.0.113.9", "198.51.100.0/24"))
        assert rules() == ""


@needs_root
@needs_nft
def test_thousands_are_blocked_at_once(table):
    many = frozenset(ip_network(167772160 + 7 * number) for number in range(5000))
    table.block(many)
    assert table.blocked() == many
    table.unblock(many)
    assert rules() == ""


@needs_root
@needs_nft
def test_everything_can_be_blocked(table):
    table.block(networks("0.0.0.0/0", "::/0"))
    assert table.blocked() == networks("0.0.0.0/0", "::/0")
    table.unblock(networks("::/0"))
    assert table.blocked() == networks("0.0.0.0/0")


@needs_root
@needs_nft
def test_table_that_its_owner_changed_is_made_whole_again(table):
    table.block(networks("203.0.113.9"))
    whole = rules()
    subprocess.run(["nft", "flush", "chain", "inet", "rootout", "input"], check=True)
    table.block(networks("203.0.113.9"))
    assert rules() == whole


def test_refusal_is_never_taken_for_an_empty_table():
    for refused in (lambda one: one.blocked(), lambda one: one.unblock(networks("203.0.113.9"))):
        with pytest.raises(RootoutError, match="nft refused: Operation not permitted"):
            refused(Nftables(Answering(1, errors=b"Operation not permitted\n")))
    missing = Answering(1, errors=b"Error: No such file or directory\nlist table")
    assert Nftables(missing).blocked() == frozenset()
    Nftables(missing).unblock(networks("203.0.113.9"))


def test_one_change_is_one_run_of_nft():
    programs = Answering()
    Nftables(programs).block(networks("203.0.113.9", "2001:db8::9"))
    ((*arguments, script),) = programs.asked
    assert arguments == ["-f", "-"]
    assert "add element inet rootout hosts4 { 203.0.113.9 }" in script
    assert "add element inet rootout hosts6 { 2001:db8::9 }" in script


@pytest.mark.parametrize("mark", [24, "24", "0x00000018"])
def test_length_is_read_however_nft_writes_it(mark):
    one = {"name": "asked4", "elem": [{"concat": ["10.0.0.0", mark]}]}
    said = {"nftables": [{"metainfo": {}}, {"set": one}, {"set": {"name": "hosts4"}}]}
    assert parse_blocked(json.dumps(said).encode()) == networks("10.0.0.0/24")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["name", "elem", "set"]), inner)
    ),
    max_leaves=8,
)


@given(st.binary() | json_values.map(lambda one: json.dumps({"nftables": [{"set": one}]}).encode()))
def test_any_answer_is_read_or_refused(output):
    try:
        assert isinstance(parse_blocked(output), frozenset)
    except RootoutError:
        return
