"""The firewall blocks for real, by whichever way this host has, and only what is an address."""

import shutil
import socket
import subprocess
from dataclasses import replace

import pytest
from tests.host.programs import Answering, Installed
from tests.network import (
    ATTACKER,
    ATTACKER_6,
    ECHO,
    HERE,
    HERE_6,
    OPERATOR,
    OPERATOR_6,
    namespace,
    needs_root,
    wired,
)

from rootout.errors import RootoutError
from rootout.host.firewall import Firewall
from rootout.host.nftables import MISSING, NFT

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")
BOTH = {"203.0.113.9", "198.51.100.0/24", "2001:db8::9", "2001:db8:1::/48"}
WITHOUT_NFT = pytest.param(
    ("nft",),
    marks=pytest.mark.skipif(shutil.which("iptables") is None, reason="needs iptables"),
)


def ruleset() -> str:
    done = subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True, check=True)
    return done.stdout


def reaches(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), 0.3).close()
    except OSError:
        return False
    return True


@needs_root
@needs_nft
@pytest.mark.parametrize("hidden", [(), WITHOUT_NFT])
def test_addresses_and_networks_of_both_families_are_blocked_and_let_go(hidden):
    with namespace():
        wall = Firewall(Installed(*hidden))
        assert wall.blocked_addresses() == frozenset()
        wall.block(BOTH)
        wall.block(["203.0.113.9"])
        assert wall.blocked_addresses() == BOTH
        wall.unblock(["203.0.113.9", "192.0.2.1"])
        assert wall.blocked_addresses() == BOTH - {"203.0.113.9"}
        wall.unblock(BOTH)
        assert wall.blocked_addresses() == frozenset()
        assert "rootout" not in ruleset().lower()


@needs_root
@needs_nft
@pytest.mark.parametrize("hidden", [(), WITHOUT_NFT])
def test_what_is_blocked_cannot_be_reached_and_the_rest_can(hidden):
    with namespace(), socket.create_server(("", 0)) as server:
        port = server.getsockname()[1]
        wall = Firewall(Installed(*hidden))
        wall.block(["127.0.0.66", "127.7.0.0/16", "127.7.7.0/24"])
        assert not reaches("127.0.0.66", port)
        assert not reaches("127.7.7.7", port)
        assert reaches("127.0.0.1", port)
        wall.unblock(["127.7.0.0/16"])
        assert not reaches("127.7.7.7", port)
        assert reaches("127.7.1.1", port)


@needs_root
@needs_nft
@pytest.mark.parametrize("hidden", [(), WITHOUT_NFT])
def test_a_blocked_port_is_reached_from_neither_side_and_others_are(hidden):
    with wired() as (here, there):
        wall = Firewall(Installed(*hidden))
        ways = [
            (here, HERE, ATTACKER),
            (here, HERE_6, ATTACKER_6),
            (there, ATTACKER, HERE),
            (there, ATTACKER_6, HERE_6),
        ]
        assert [one.ask("reach", *way) for one, *way in ways] == [True] * 4
        wall.block_ports([f"tcp/{ECHO + 1}", f"udp/{ECHO}"])
        assert [one.ask("reach", *way) for one, *way in ways] == [True] * 4
        wall.block_ports([f"tcp/{ECHO}"])
        assert [one.ask("reach", *way) for one, *way in ways] == [False] * 4
        assert wall.blocked_ports() == {f"tcp/{ECHO}", f"tcp/{ECHO + 1}", f"udp/{ECHO}"}
        wall.unblock_ports([f"tcp/{ECHO}"])
        assert [one.ask("reach", *way) for one, *way in ways] == [True] * 4


@needs_root
@needs_nft
@pytest.mark.parametrize("hidden", [(), WITHOUT_NFT])
def test_an_isolated_host_talks_to_itself_and_the_operator_alone(hidden):
    with wired() as (here, there):
        wall = Firewall(Installed(*hidden))
        friends = [(OPERATOR, HERE), (OPERATOR_6, HERE_6)]
        strangers = [(ATTACKER, HERE), (ATTACKER_6, HERE_6)]
        everybody = friends + strangers
        assert all(there.ask("keep", *way) for way in everybody)
        wall.isolate([OPERATOR, OPERATOR_6])
        for word in ("use", "reach"):
            assert [there.ask(word, *way) for way in everybody] == [True, True, False, False]
        back = [here.ask("reach", to, by) for by, to in everybody]
        assert back == [True, True, False, False]
        assert here.ask("reach", "127.0.0.1", "127.0.0.1")
        assert here.ask("reach", HERE, HERE)
        assert wall.allowed_addresses() == {OPERATOR, OPERATOR_6}
        wall.end_isolation()
        assert wall.allowed_addresses() is None
        assert all(there.ask("reach", *way) for way in everybody)
        assert all(here.ask("reach", to, by) for by, to in everybody)


@needs_root
@needs_nft
def test_drops_stand_in_a_table_of_our_own_and_no_other_is_changed():
    with namespace():
        mine = "table inet mine { chain input { type filter hook input priority 0; }; }"
        subprocess.run(["nft", "-f", "-"], input=mine.encode(), check=True)
        before = ruleset()
        wall = Firewall(Installed())
        wall.block(["203.0.113.9"])
        assert before in ruleset()
        assert ruleset().count(" drop") == 36
        wall.unblock(["203.0.113.9"])
        assert ruleset() == before


@needs_root
@needs_nft
def test_one_bad_address_and_nothing_is_changed():
    with namespace():
        wall = Firewall(Installed())
        for bad in ("nowhere", "1.2.3.4 } ; flush ruleset", "1.2.3.4\nflush ruleset"):
            with pytest.raises(RootoutError, match="is no address"):
                wall.block(["203.0.113.9", bad])
        assert ruleset() == ""


def test_an_address_written_another_way_is_the_same_one():
    programs = Missing()
    Firewall(programs).block(["::ffff:203.0.113.9"])
    assert "hosts4 { 203.0.113.9 }" in programs.asked[-1][-1]


class Missing(Answering):
    """Has no table yet, and takes what it is told."""

    def run(self, candidates, arguments, stdin=b""):
        done = super().run(candidates, arguments, stdin)
        return done if stdin else replace(done, code=1, errors=MISSING)


class OnlyNft(Answering):
    def find(self, candidates: tuple[str, ...]) -> str | None:
        return candidates[0] if candidates == NFT else None


def test_a_refusal_is_told_with_a_hint():
    refusing = OnlyNft(1, errors=b"Operation not permitted")
    with pytest.raises(RootoutError, match="nft refused: Operation not permitted") as refused:
        Firewall(refusing).block(["203.0.113.9"])
    assert refused.value.hint


def test_nothing_to_block_asks_nobody():
    programs = Answering()
    Firewall(programs).block([])
    Firewall(programs).unblock([])
    Firewall(programs).block_ports([])
    Firewall(programs).unblock_ports([])
    assert programs.asked == []


def test_host_without_a_firewall_blocks_nothing():
    wall = Firewall(Answering(is_there=False))
    assert wall.blocked_addresses() == wall.blocked_ports() == frozenset()
    assert wall.allowed_addresses() is None
