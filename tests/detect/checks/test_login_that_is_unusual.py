"""Logins that differ from a habit, and those that do not."""

import pytest
from tests.detect.examples import NOON, accepted, example, judged

from rootout.collect.artifacts.operator import Operator
from rootout.detect.checks.login_that_is_unusual import judge

DAY = 86_400.0
HABIT = [accepted(NOON + day * DAY, "alice", "192.0.2.7", method="publickey") for day in range(12)]


def later(hours: float = 0.0, address: str = "203.0.113.9", method: str = "password"):
    return accepted(NOON + 12 * DAY + hours * 3600, "alice", address, method=method)


def test_login_from_elsewhere_at_night_with_a_password_is_found():
    (found,) = judged(judge, *HABIT, later(12))
    assert (found.severity, found.confidence) == ("medium", "low")
    for word in ("network", "hour", "password"):
        assert word in found.why


@pytest.mark.parametrize("address", ["2001:db8::1", "host.example"])
def test_addresses_of_every_kind_are_found(address):
    assert len(judged(judge, *HABIT, later(12, address))) == 1


@pytest.mark.parametrize(
    "login",
    [
        later(12, method="publickey"),
        later(1, "192.0.200.9"),
    ],
)
def test_login_that_differs_little_is_left_alone(login):
    assert judged(judge, *HABIT, login) == []


def test_reasons_are_only_those_that_hold():
    near = later(12, "192.0.2.99")  # the network is usual, hour and password are not
    (found,) = judged(judge, *HABIT, near)
    assert "network" not in found.why


def test_password_that_was_used_before_is_no_reason():
    typed = accepted(NOON, "alice", "192.0.2.7")
    (found,) = judged(judge, typed, *HABIT, later(12))
    assert "password" not in found.why


def test_account_without_a_habit_is_left_alone():
    assert judged(judge, *HABIT[:9], later(12)) == []
    crowd = [accepted(NOON + minute, "alice", "192.0.2.7") for minute in range(20)]
    assert judged(judge, *crowd, later(12)) == []


def test_operators_own_login_is_left_alone():
    operator = example(Operator, claimed_address="203.0.113.9")
    assert judged(judge, *HABIT, later(12), operator) == []
