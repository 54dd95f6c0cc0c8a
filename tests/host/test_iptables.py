"""The chain ROOTOUT is tried for real, in a network of its own."""

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.host.programs import Answering, Installed
from tests.network import namespace, needs_root

from rootout.errors import RootoutError
from rootout.host.inet import network_of
from rootout.host.iptables import Iptables, parse_blocked

needs_iptables = pytest.mark.skipif(shutil.which("iptables") is None, reason="needs iptables")


def networks(*texts: str):
    return frozenset(map(network_of, texts))


def rules(name: str = "iptables") -> list[str]:
    done = subprocess.run([name, "-S"], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")


@pytest.fixture(params=["xtables-nft-multi", "xtables-legacy-multi"])
def chain(request):
    hidden = {"xtables-nft-multi", "xtables-legacy-multi"} - {request.param}
    with namespace():
        chain = Iptables(Installed(*hidden))
        if (
            not chain.is_available
            or chain._programs.run(("/usr/sbin/" + request.param,), ("iptables", "-S")).code
        ):
            pytest.skip(f"no {request.param} that this kernel serves")
        yield chain


@needs_root
@needs_iptables
def test_addresses_and_networks_are_blocked_and_let_go(chain):
    asked = networks("203.0.113.9", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::9", "2001::/16")
    chain.block(asked)
    chain.block(asked)
    assert chain.blocked() == asked
    chain.block(networks("192.0.2.1"))
    assert chain.blocked() == asked | networks("192.0.2.1")
    chain.unblock(asked)
    chain.unblock(asked)
    assert chain.blocked() == networks("192.0.2.1")
    chain.unblock(networks("192.0.2.1"))
    assert chain.blocked() == frozenset()


@needs_root
@needs_iptables
def test_rules_of_the_administrator_stay_as_they_are_and_ours_come_first():
    with namespace():
        subprocess.run(["iptables", "-A", "INPUT", "-s", "192.0.2.7", "-j", "ACCEPT"], check=True)
        before, before6 = rules(), rules("ip6tables")
        chain = Iptables(Installed())
        chain.block(networks("203.0.113.9"))
        chain.block(networks("203.0.113.10", "2001:db8::9"))
        ruled = rules()
        assert ruled.index("-A INPUT -j ROOTOUT") < ruled.index(
            "-A INPUT -s 192.0.2.7/32 -j ACCEPT"
        )
        assert ruled.count("-A INPUT -j ROOTOUT") == 1
        chain.unblock(networks("203.0.113.9", "203.0.113.10", "2001:db8::9"))
        assert (rules(), rules("ip6tables")) == (before, before6)


@needs_root
@needs_iptables
def test_thousands_are_blocked_in_one_transaction():
    with namespace():
        chain = Iptables(Installed())
        many = frozenset(network_of(f"10.{one // 250}.{one % 250}.1") for one in range(2000))
        chain.block(many)
        assert chain.blocked() == many


def test_refusal_is_told_and_never_taken_for_an_empty_chain():
    refusing = Iptables(Answering(3, errors=b"Permission denied (you must be root)\n"))
    for change in (refusing.block, refusing.unblock):
        with pytest.raises(RootoutError, match="iptables refused: Permission denied"):
            change(networks("203.0.113.9"))
    assert refusing.blocked() == frozenset()


def test_only_the_families_that_are_asked_for_are_touched():
    programs = Answering()
    Iptables(programs).block(networks("2001:db8::9"))
    assert {asked[0] for asked in programs.asked} == {"ip6tables", "ip6tables-restore"}


@given(st.lists(st.text() | st.text().map(lambda text: f"-A ROOTOUT -s {text} -j DROP")))
def test_any_rules_are_survived(lines):
    assert all(one.num_addresses for one in parse_blocked(lines))
