import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.host.nft_table import NOTHING, Table, parse_table


def said(**sets) -> bytes:
    items = [{"metainfo": {}}, {"chain": {"name": "input"}}]
    items += [{"set": {"name": name, "elem": elements}} for name, elements in sets.items()]
    return json.dumps({"nftables": items}).encode()


def timed(val, seconds):
    return {"elem": {"val": val, "timeout": 100, "expires": seconds}}


def test_each_set_is_read_as_what_was_asked_for():
    found = parse_table(
        said(
            hosts4=["203.0.113.9", timed("203.0.113.8", 60)],
            hosts6=["2001:DB8::9", timed("::203.0.113.9", 0)],
            asked4=[{"concat": ["10.0.0.0", 8]}, timed({"concat": ["10.1.0.0", "0x10"]}, 5)],
            networks4=[{"prefix": {"addr": "10.0.0.0", "len": 8}}, "1.2.3.4"],
            tcp_ports=[4444, timed(80, 7)],
            udp_ports=["53"],
        )
    )
    assert found.addresses == {
        "203.0.113.9": 0,
        "203.0.113.8": 60,
        "2001:db8::9": 0,
        "::cb00:7109": 1,
        "10.0.0.0/8": 0,
        "10.1.0.0/16": 5,
    }
    assert found.ports == {"tcp/4444": 0, "tcp/80": 7, "udp/53": 0}
    assert found.allowed is None
    assert not found.has_isolation


@pytest.mark.parametrize("mark", [24, "24", "0x00000018"])
def test_length_is_read_however_nft_writes_it(mark):
    found = parse_table(said(asked4=[{"concat": ["10.0.0.0", mark]}]))
    assert found.addresses == {"10.0.0.0/24": 0}


def test_isolation_holds_as_long_as_its_set_has_elements():
    allowed = {"allowed4": ["192.0.2.7"], "allowed6": ["2001:db8::7"]}
    now = parse_table(said(isolated=[timed("ipv4", 9)], **allowed))
    assert now.allowed == {"192.0.2.7", "2001:db8::7"}
    over = parse_table(said(isolated=[], **allowed))
    assert over.allowed is None
    assert over.has_isolation


def test_a_table_is_needed_while_it_holds_anything():
    assert not NOTHING.is_needed
    assert not Table(addresses={}, ports={}).is_needed
    assert Table(addresses={}, ports={"tcp/1": 0}).is_needed
    assert Table(addresses={"192.0.2.1": 0}, ports={}).is_needed
    assert Table(addresses={}, ports={}, allowed=frozenset()).is_needed


names = st.sampled_from(["name", "elem", "set", "hosts4", "tcp_ports", "isolated", "val"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | names,
    lambda inner: st.lists(inner) | st.dictionaries(names, inner),
    max_leaves=8,
)


@given(st.binary() | json_values.map(lambda one: json.dumps({"nftables": [{"set": one}]}).encode()))
def test_any_answer_is_read_or_refused(output):
    try:
        assert isinstance(parse_table(output), Table)
    except RootoutError:
        return
