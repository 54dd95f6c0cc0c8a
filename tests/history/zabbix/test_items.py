from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rootout.history.zabbix.items import MOST_ITEMS, Item, items_of


def row(key: str, **changes: Any) -> dict[str, Any]:
    return {"itemid": "1", "key_": key, "name": key, "units": "", "value_type": "0"} | changes


def meaning(key: str, units: str = "") -> tuple[str, float]:
    (one,) = items_of([row(key, units=units)])
    return one.measure, one.factor


def test_keys_of_the_agent_are_our_measures() -> None:
    for key, name in {
        "system.cpu.util": "cpu.busy",
        "system.cpu.util[,iowait]": "cpu.iowait",
        "system.cpu.load[all,avg1]": "load",
        "vm.memory.size[used]": "memory.used",
        "proc.num": "processes",
        "proc.num[]": "processes",
        'net.if.in["eth0"]': "network.bytes.in",
        "net.if.out[ens3]": "network.bytes.out",
        'net.if.in["eth0",packets]': "network.packets.in",
    }.items():
        assert meaning(key)[0] == name, key


def test_what_only_looks_alike_is_something_else() -> None:
    for key in (
        "system.cpu.util[,user]",
        "system.cpu.load[percpu,avg1]",
        "system.cpu.load[all,avg5]",
        "proc.num[nginx]",
        'net.if.in["lo"]',
        "net.if.in[eth0,errors]",
        "vm.memory.size[pavailable]",
    ):
        (one,) = items_of([row(key)])
        assert not one.is_ours, key
        assert one.measure == key


def test_bits_become_bytes() -> None:
    assert meaning("net.if.in[eth0]", "bps") == ("network.bytes.in", 0.125)
    assert meaning("net.if.in[eth0]", "Bps") == ("network.bytes.in", 1.0)


def test_what_is_said_twice_counts_once_but_interfaces_add_up() -> None:
    found = items_of(
        [
            row("system.cpu.util", itemid="1"),
            row("system.cpu.util[]", itemid="2"),
            row("net.if.in[eth0]", itemid="3"),
            row("net.if.in[eth1]", itemid="4"),
        ]
    )
    assert sorted(one.measure for one in found) == [
        "cpu.busy", "network.bytes.in", "network.bytes.in",
    ]  # fmt: skip


def test_what_rootout_sent_itself_is_what_it_was() -> None:
    assert meaning("rootout.history[cpu.busy]", "%") == ("cpu.busy", 1.0)
    assert meaning("rootout.history[logins]") == ("logins", 1 / 3600)
    rows = [
        row("net.if.out[eth0]", itemid="1"),
        row("rootout.history[network.bytes.out]", itemid="2"),
        row("net.if.out[eth1]", itemid="3"),
    ]
    assert [one.id for one in items_of(rows)] == ["2"]


def test_texts_and_odd_rows_are_no_items() -> None:
    rows = [row("a", value_type="4"), row("b", itemid="x"), row(""), 5, None]
    assert items_of(rows) == ()
    assert items_of("no list") == ()


def test_ours_come_first_where_there_are_too_many() -> None:
    rows = [row(f"custom[{number}]", itemid=str(number)) for number in range(1000)]
    found = items_of([*rows, row("proc.num", itemid="5000")])
    assert len(found) == MOST_ITEMS
    assert found[0].measure == "processes"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON | st.lists(st.dictionaries(st.sampled_from(["itemid", "key_", "value_type"]), JSON)))
def test_any_answer_is_read_without_an_error(answer: Any) -> None:
    assert all(isinstance(one, Item) for one in items_of(answer))
