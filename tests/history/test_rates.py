"""Counters become rates, whatever happens between two looks."""

from rootout.history.counters import Counters
from rootout.history.rates import Rates


def counters(ticks: dict[str, float] | None = None, **totals: float) -> Counters:
    named = {name.replace("_", "."): total for name, total in totals.items()}
    return Counters(levels={}, totals=named, ticks=ticks or {})


def test_the_first_look_has_no_rates() -> None:
    assert Rates().of(counters(processes_started=5), 0.0) == {}


def test_a_total_grows_so_much_a_second() -> None:
    rates = Rates()
    rates.of(counters(connections_out=100), 50.0)
    assert rates.of(counters(connections_out=150), 60.0) == {"connections.out": 5}


def test_a_counter_that_fell_has_no_rate_this_time() -> None:
    rates = Rates()
    rates.of(counters(a=100), 0.0)
    assert rates.of(counters(a=7, b=9), 10.0) == {}
    assert rates.of(counters(a=17, b=9), 20.0) == {"a": 1, "b": 0}


def test_a_clock_that_stands_still_gives_nothing() -> None:
    rates = Rates()
    rates.of(counters(a=1), 5.0)
    assert rates.of(counters(a=2), 5.0) == {}


def test_interfaces_are_added_up_without_the_loopback() -> None:
    rates = Rates()
    names = ("network.lo.bytes.in", "network.eth0.bytes.in", "network.eth0.100.bytes.in")
    rates.of(Counters(levels={}, totals=dict.fromkeys(names, 0.0), ticks={}), 0.0)
    grown = Counters(levels={}, totals=dict.fromkeys(names, 10.0), ticks={})
    assert rates.of(grown, 10.0)["network.bytes.in"] == 2


def test_states_of_the_cpu_are_shares_of_the_whole_machine() -> None:
    rates = Rates()
    rates.of(counters({"user": 0, "system": 0, "idle": 0, "iowait": 50}), 0.0)
    shares = rates.of(counters({"user": 60, "system": 20, "idle": 20, "iowait": 40}), 10.0)
    assert shares["cpu.user"] == 60
    assert shares["cpu.iowait"] == 0  # it may run backwards: proc(5)
    assert shares["cpu.busy"] == 80


def test_a_cpu_that_did_not_tick_has_no_share() -> None:
    rates = Rates()
    rates.of(counters({"user": 1}), 0.0)
    assert rates.of(counters({"user": 1}), 10.0) == {}
