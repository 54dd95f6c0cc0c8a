"""The table `inet rootout` is tried for real, in a network of its own."""

import ipaddress
import shutil
import subprocess

import pytest
from tests.host.programs import Answering, Installed
from tests.network import namespace, needs_root

from rootout.errors import RootoutError
from rootout.host.nftables import Nftables

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")
NO = frozenset()


def texts(*found: str) -> frozenset[str]:
    return frozenset(found)


def rules() -> str:
    done = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True, check=True)
    return done.stdout


def blocked(table) -> set[str]:
    return set(table.table().addresses)


@pytest.fixture
def table():
    with namespace():
        yield Nftables(Installed())


@needs_root
@needs_nft
def test_networks_that_overlap_or_touch_are_each_remembered(table):
    asked = texts("10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/24", "192.168.1.0/24", "2001::/16")
    table.block(asked, NO, 0)
    table.block(texts("10.1.2.0/24", "10.1.2.3"), NO, 0)
    assert blocked(table) == asked | {"10.1.2.0/24", "10.1.2.3"}
    assert "elements = { 10.0.0.0/8, 192.168.0.0/23 }" in rules()
    table.unblock(texts("10.0.0.0/8"), NO)
    assert "elements = { 10.1.0.0/16, 192.168.0.0/23 }" in rules()
    table.unblock(asked, NO)
    assert blocked(table) == {"10.1.2.0/24", "10.1.2.3"}
    table.unblock(texts("10.1.2.0/24", "10.1.2.3"), NO)
    assert rules() == ""


@needs_root
@needs_nft
def test_blocking_and_letting_go_twice_is_the_same_as_once(table):
    some, ports = texts("203.0.113.9", "198.51.100.0/24"), texts("tcp/4444", "udp/53")
    table.block(some, ports, 0)
    once = rules()
    table.block(some, ports, 0)
    assert rules() == once
    table.unblock(texts("192.0.2.1"), texts("tcp/53"))
    assert rules() == once
    for _ in range(2):
        table.unblock(some, ports)
        assert rules() == ""


@needs_root
@needs_nft
def test_the_table_stays_as_long_as_anything_is_held(table):
    table.block(texts("203.0.113.9"), texts("tcp/4444"), 0)
    table.isolate(texts("192.0.2.7", "2001:db8::7"), 0)
    table.unblock(texts("203.0.113.9"), NO)
    assert table.table().ports == {"tcp/4444": 0}
    table.unblock(NO, texts("tcp/4444"))
    assert table.table().allowed == {"192.0.2.7", "2001:db8::7"}
    table.block(texts("203.0.113.9"), NO, 0)
    table.end_isolation()
    assert table.table().allowed is None
    assert blocked(table) == {"203.0.113.9"}
    assert "isolated" not in rules()
    for _ in range(2):
        table.unblock(texts("203.0.113.9"), NO)
        table.end_isolation()
        assert rules() == ""


@needs_root
@needs_nft
def test_what_is_held_for_a_time_is_held_longer_and_never_shorter(table):
    for wanted, least, most in ((100, 90, 100), (50, 90, 100), (900, 890, 900), (0, 0, 0)):
        everything = texts("203.0.113.9", "198.51.100.0/24", "2001:db8::9")
        table.block(everything, texts("tcp/4444"), wanted)
        now = table.table()
        assert set(now.addresses) == everything
        for left in (*now.addresses.values(), *now.ports.values()):
            assert least <= left <= most, wanted
    table.block(everything, NO, 100)
    assert set(table.table().addresses.values()) == {0}


@needs_root
@needs_nft
def test_networks_for_a_time_are_let_go_and_those_around_them_stay(table):
    table.block(texts("10.0.0.0/8"), NO, 1)
    table.block(texts("10.1.0.0/16"), NO, 0)
    assert "10.1.0.0/16" in rules()
    assert "10.128.0.0/9 timeout" in rules()
    for _ in range(100):
        if blocked(table) == {"10.1.0.0/16"} and "timeout" not in rules().replace("flags", ""):
            break
        subprocess.run(["sleep", "0.1"], check=True)
    assert blocked(table) == {"10.1.0.0/16"}
    table.unblock(texts("10.0.0.0/8"), NO)
    table.unblock(texts("10.1.0.0/16"), NO)
    assert rules() == ""


@needs_root
@needs_nft
def test_isolation_for_a_time_ends_by_itself_and_what_is_left_of_it_goes(table):
    table.isolate(NO, 1)
    assert table.table().allowed == frozenset()
    while table.table().allowed is not None:
        subprocess.run(["sleep", "0.1"], check=True)
    assert table.table().has_isolation
    table.isolate(texts("192.0.2.7"), 100)
    table.isolate(texts("192.0.2.8"), 0)
    assert table.table().allowed == {"192.0.2.8"}
    assert "timeout 1m40s" not in rules()
    table.end_isolation()
    assert rules() == ""


@needs_root
@needs_nft
def test_thousands_are_blocked_at_once(table):
    many = frozenset(str(ipaddress.ip_address(167772160 + 7 * number)) for number in range(5000))
    table.block(many, NO, 0)
    assert blocked(table) == many
    table.unblock(many, NO)
    assert rules() == ""


@needs_root
@needs_nft
def test_everything_can_be_blocked(table):
    table.block(texts("0.0.0.0/0", "::/0"), NO, 0)
    assert blocked(table) == {"0.0.0.0/0", "::/0"}
    table.unblock(texts("::/0"), NO)
    assert blocked(table) == {"0.0.0.0/0"}


@needs_root
@needs_nft
def test_table_that_its_owner_changed_is_made_whole_again(table):
    table.block(texts("203.0.113.9"), NO, 0)
    whole = rules()
    subprocess.run(["nft", "flush", "chain", "inet", "rootout", "input"], check=True)
    table.block(texts("203.0.113.9"), NO, 0)
    assert rules() == whole


def test_refusal_is_never_taken_for_an_empty_table():
    refused = Nftables(Answering(1, errors=b"Operation not permitted\n"))
    for ask in (
        refused.table,
        refused.end_isolation,
        lambda: refused.unblock(texts("203.0.113.9"), NO),
        lambda: refused.block(texts("203.0.113.9"), NO, 0),
        lambda: refused.isolate(NO, 0),
    ):
        with pytest.raises(RootoutError, match="nft refused: Operation not permitted"):
            ask()
    missing = Answering(1, errors=b"Error: No such file or directory\nlist table")
    assert Nftables(missing).table().addresses == {}
    Nftables(missing).unblock(texts("203.0.113.9"), NO)
    Nftables(missing).end_isolation()
    assert len(missing.asked) == 3
