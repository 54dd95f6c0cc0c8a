"""The chain ROOTOUT is tried for real, in a network of its own."""

import os
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.host.programs import Answering, Installed
from tests.network import namespace, needs_root

from rootout.errors import RootoutError
from rootout.host import iptables
from rootout.host.iptables import CHAIN, ISOLATING, Iptables, parse_rules

needs_iptables = pytest.mark.skipif(shutil.which("iptables") is None, reason="needs iptables")
NO = frozenset()


def texts(*found: str) -> frozenset[str]:
    return frozenset(found)


def rules(name: str = "iptables") -> list[str]:
    done = subprocess.run([name, "-S"], capture_output=True, text=True, check=True)
    return done.stdout.split("\n")


def all_rules() -> tuple[list[str], list[str]]:
    return rules(), rules("ip6tables")


def blocked(chain) -> set[str]:
    return set(chain.table().addresses)


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
    asked = texts("203.0.113.9", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::9", "2001::/16")
    chain.block(asked, NO, 0)
    chain.block(asked, NO, 0)
    assert blocked(chain) == asked
    chain.block(texts("192.0.2.1"), NO, 0)
    assert blocked(chain) == asked | {"192.0.2.1"}
    chain.unblock(asked, NO)
    chain.unblock(asked, NO)
    assert blocked(chain) == {"192.0.2.1"}
    chain.unblock(texts("192.0.2.1"), NO)
    assert blocked(chain) == set()


@needs_root
@needs_iptables
def test_ports_and_isolation_leave_nothing_behind_and_one_does_not_end_the_other(chain):
    subprocess.run(["iptables", "-A", "INPUT", "-s", "192.0.2.7", "-j", "ACCEPT"], check=True)
    before = all_rules()
    chain.block(texts("203.0.113.9"), texts("tcp/4444", "udp/53"), 0)
    for allowed in ("192.0.2.6", "192.0.2.7"):
        chain.isolate(texts(allowed, "2001:db8::7"), 120)
    now = chain.table()
    assert now.addresses == {"203.0.113.9": 0}
    assert now.ports == {"tcp/4444": 0, "udp/53": 0}
    assert now.allowed == {"192.0.2.7", "2001:db8::7"}
    for _ in range(2):
        chain.end_isolation()
        assert chain.table().allowed is None
        assert chain.table().ports == now.ports
    chain.unblock(NO, texts("udp/53"))
    chain.unblock(texts("203.0.113.9"), texts("tcp/4444"))
    assert all_rules() == before


@needs_root
@needs_iptables
def test_rules_of_the_administrator_stay_as_they_are_and_ours_come_first():
    with namespace():
        subprocess.run(["iptables", "-A", "INPUT", "-s", "192.0.2.7", "-j", "ACCEPT"], check=True)
        before = all_rules()
        chain = Iptables(Installed())
        chain.block(texts("203.0.113.9"), NO, 0)
        chain.block(texts("203.0.113.10", "2001:db8::9"), NO, 0)
        ruled = rules()
        assert ruled.index("-A INPUT -j ROOTOUT") < ruled.index(
            "-A INPUT -s 192.0.2.7/32 -j ACCEPT"
        )
        assert ruled.count("-A INPUT -j ROOTOUT") == 1
        chain.unblock(texts("203.0.113.9", "203.0.113.10", "2001:db8::9"), NO)
        assert all_rules() == before


@needs_root
@needs_iptables
def test_thousands_are_blocked_in_one_transaction():
    with namespace():
        chain = Iptables(Installed())
        many = frozenset(f"10.{one // 250}.{one % 250}.1" for one in range(2000))
        chain.block(many, NO, 0)
        assert blocked(chain) == many


def test_refusal_is_told_and_never_taken_for_an_empty_chain():
    refusing = Iptables(Answering(3, errors=b"Permission denied (you must be root)\n"))
    for change in (
        lambda: refusing.block(texts("203.0.113.9"), NO, 0),
        lambda: refusing.unblock(texts("203.0.113.9"), NO),
        lambda: refusing.isolate(NO, 0),
        refusing.end_isolation,
    ):
        with pytest.raises(RootoutError, match="iptables refused: Permission denied"):
            change()
    assert refusing.table().addresses == {}


def test_nothing_can_be_blocked_for_a_time():
    programs = Answering()
    with pytest.raises(RootoutError, match="cannot block for a time"):
        Iptables(programs).block(texts("203.0.113.9"), NO, 60)
    assert programs.asked == []


def test_only_the_families_that_are_asked_for_are_touched(monkeypatch, tmp_path):
    def families(addresses, ports):
        programs = Answering()
        Iptables(programs).block(addresses, ports, 0)
        return {asked[0] for asked in programs.asked}

    assert families(texts("2001:db8::9"), NO) == {"ip6tables", "ip6tables-restore"}
    monkeypatch.setattr(iptables, "IPV6", str(tmp_path))
    both = {"iptables", "iptables-restore", "ip6tables", "ip6tables-restore"}
    assert families(NO, texts("tcp/4444")) == both
    monkeypatch.setattr(iptables, "IPV6", str(tmp_path / "none"))
    assert families(NO, texts("tcp/4444")) == {"iptables", "iptables-restore"}
    assert not os.path.exists(iptables.IPV6)


def test_what_others_wrote_into_our_chains_is_not_ours():
    found = parse_rules(
        4,
        (
            f"-A {CHAIN} -s 2001:db8::1 -j DROP",
            f"-A {CHAIN} -s somewhere -j DROP",
            f"-A {CHAIN} -s 192.0.2.1/32 -j ACCEPT",
            f"-A {CHAIN} -p tcp -m tcp --dport",
            f"-A {CHAIN} -p tcp -m tcp --dport 1:9 -j DROP",
            f"-A {ISOLATING['INPUT']} -s 192.0.2.1/32 -j RETURN",
        ),
    )
    assert (found.addresses, found.ports, found.allowed) == ({}, {}, None)


@given(
    st.lists(
        st.text()
        | st.text().map(lambda text: f"-A ROOTOUT -s {text} -j DROP")
        | st.text().map(lambda text: f"-A ROOTOUT -p tcp -m tcp --dport {text} -j DROP")
    )
)
def test_any_rules_are_survived(lines):
    assert parse_rules(4, lines).allowed is None
