"""Guessing in vain."""

from tests.detect.examples import ATTACKER, NOON, accepted, break_in, failures, judged

from rootout.detect.checks.brute_force import judge
from rootout.model.entity import Entity


def test_flood_of_wrong_passwords_is_found():
    (found,) = judged(judge, *failures(400))
    assert found.severity == "informational"
    assert found.entities == (Entity("address", ATTACKER),)
    assert found.why.startswith("400 wrong passwords came from 203.0.113.9 ")


def test_few_failures_and_a_success_that_another_check_tells_is_left_alone():
    assert judged(judge, *failures(9)) == []
    assert judged(judge, accepted(NOON)) == []
    assert judged(judge, *break_in()) == []
