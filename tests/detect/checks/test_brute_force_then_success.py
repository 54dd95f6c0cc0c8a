"""Guessed passwords."""

from dataclasses import replace

from tests.detect.examples import ATTACKER, NOON, accepted, break_in, failures, judged

from rootout.detect.checks.brute_force_then_success import judge
from rootout.model.entity import Entity


def test_login_after_many_failures_is_found():
    (found,) = judged(judge, *break_in())
    assert (found.severity, found.confidence) == ("critical", "high")
    assert found.entities == (
        Entity("address", ATTACKER),
        Entity("session", f"root@{ATTACKER}#4242"),
        Entity("account", "root"),
    )
    assert found.why == (
        "40 wrong passwords came from 203.0.113.9 between 2025-10-09 08:43:20 UTC and "
        "2025-10-09 08:43:59 UTC; then root logged in from there at 2025-10-09 08:53:20 UTC."
    )
    assert len(found.records) == 3


def test_later_logins_of_the_intruder_are_named_in_the_same_finding():
    (found,) = judged(judge, *break_in(), accepted(NOON + 60, user="alice", pid=9))
    assert Entity("session", f"alice@{ATTACKER}#9") in found.entities
    assert "Later logins from there: 1." in found.why


def test_repeated_lines_count_in_full_and_the_login_is_found():
    (found,) = judged(judge, replace(failures(1)[0], count=50), accepted(NOON))
    assert "50 wrong passwords" in found.why


def test_person_at_a_known_address_is_asked_and_not_accused():
    before = accepted(NOON - 90_000, pid=7)
    (found,) = judged(judge, before, *failures(50), accepted(NOON))
    assert (found.severity, found.confidence) == ("medium", "low")
    assert "had logged in from there before" in found.why


def test_another_account_of_a_known_address_is_found():
    before = accepted(NOON - 90_000, user="bob", pid=7)
    (found,) = judged(judge, before, *failures(50), accepted(NOON))
    assert found.severity == "critical"


def test_operator_who_mistypes_is_left_alone():
    assert judged(judge, *failures(3), accepted(NOON)) == []


def test_guessing_in_vain_is_left_alone():
    elsewhere = accepted(NOON, address="198.51.100.1")
    assert judged(judge, *failures(400), elsewhere) == []
