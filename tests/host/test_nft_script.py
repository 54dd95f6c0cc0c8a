import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.host import nft_script as script

NETWORKS = st.builds(
    lambda number, length: str(ipaddress.ip_network((number << 24 | 0x0A0000, length), False)),
    st.integers(0, 3),
    st.integers(6, 16),
)


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (script.add(["203.0.113.9", "192.0.2.1"]), ["hosts4 { 192.0.2.1, 203.0.113.9 }"]),
        (script.add(["2001:db8::9"], 60), ["hosts6 { 2001:db8::9 timeout 60s }"]),
        (script.add(["tcp/80", "udp/53"]), ["tcp_ports { 80 }", "udp_ports { 53 }"]),
        (script.add([]), []),
    ],
)
def test_each_goes_into_the_set_of_its_kind(lines, wanted):
    assert list(lines) == [f"add element inet rootout {one}" for one in wanted]


def test_only_what_is_held_is_deleted_and_what_may_be_over_is_added_first():
    held = {"192.0.2.1": 0, "192.0.2.2": 9, "tcp/80": 3}
    assert list(script.delete(["192.0.2.1", "192.0.2.2", "192.0.2.3", "tcp/80"], held)) == [
        "add element inet rootout tcp_ports { 80 }",
        "add element inet rootout hosts4 { 192.0.2.2 }",
        "delete element inet rootout tcp_ports { 80 }",
        "delete element inet rootout hosts4 { 192.0.2.1, 192.0.2.2 }",
    ]


def test_both_sides_of_each_set_are_dropped_in_each_chain():
    rules = list(script.rules())
    assert len(rules) == len(set(rules)) == 3 * (2 * 2 * 2 + 2 * 2)
    for set_name in ("hosts4", "hosts6", "networks4", "networks6", "tcp_ports", "udp_ports"):
        assert sum(f"@{set_name} drop" in one for one in rules) == 6
        assert f"add set inet rootout {set_name} " in script.TABLE


def test_what_isolates_lets_go_last_of_all_rules():
    lines = list(script.isolation(["192.0.2.7", "2001:db8::7"], 120))
    assert "add element inet rootout allowed4 { 192.0.2.7 }" in lines
    assert "add element inet rootout allowed6 { 2001:db8::7 }" in lines
    assert lines[-1].endswith("isolated { ipv4 timeout 120s, ipv6 timeout 120s }")
    rules = [one for one in script.ISOLATION.split("\n") if one.startswith("add rule")]
    drops = [one for one in rules if one.endswith(" drop")]
    assert rules[-3:] == drops


@given(st.dictionaries(NETWORKS, st.sampled_from([0, 5, 9]), max_size=6))
def test_pieces_never_overlap_and_each_address_is_held_as_long_as_was_asked(asked):
    wanted = {ipaddress.ip_network(one): seconds for one, seconds in asked.items()}
    pieces = list(script._pieces(wanted))
    for number, (one, _) in enumerate(pieces):
        assert not any(one.overlaps(other) for other, _ in pieces[number + 1 :])
    for probe in {one.network_address for one in (*wanted, *(piece for piece, _ in pieces))}:
        here = [seconds for one, seconds in wanted.items() if probe in one]
        longest = 0 if 0 in here else max(here, default=None)
        assert [seconds for one, seconds in pieces if probe in one] == (
            [] if longest is None else [longest]
        )
