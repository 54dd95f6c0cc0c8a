"""Whose key it is, as far as the log can tell."""

from tests.detect.examples import NOON, accepted, example, key

from rootout.collect.artifacts.operator import Operator
from rootout.detect.proven_keys import judged_keys
from rootout.model.evidence import Evidence

LOGIN = accepted(NOON)


def by_key(time, fingerprint, **given):
    return accepted(time, method="publickey", fingerprint=f"SHA256:{fingerprint}", **given)


def judged(*records, logins=(LOGIN,)):
    found = judged_keys(Evidence(records), logins)
    return {key.fingerprint.removeprefix("SHA256:"): confidence for key, confidence in found}


def test_key_after_the_last_proven_one_is_suspected():
    used = by_key(NOON - 100, "own", address="198.51.100.1")
    keys = (key("old", 1), key("own", 2), key("new", 3), key("newer", 4))
    assert judged(used, *keys) == {"new": "medium", "newer": "medium"}


def test_where_nothing_is_proven_all_are_in_doubt():
    assert judged(key("a", 1), key("b", 2)) == {"a": "low", "b": "low"}


def test_key_that_the_intruder_used_is_certain():
    login = by_key(NOON + 5, "new")
    assert judged(key("a", 1), key("new", 2), logins=(LOGIN, login)) == {"a": "low", "new": "high"}


def test_login_after_the_break_in_proves_nothing():
    assert judged(by_key(NOON + 5, "a", address="198.51.100.1"), key("a")) == {"a": "low"}


def test_key_of_the_operators_own_session_is_proven():
    session = by_key(NOON + 5, "own", address="198.51.100.1", pid=77)
    operator = example(Operator, processes=("90:5", "77:3"))
    assert judged(session, operator, key("own", 1), key("new", 2)) == {"new": "medium"}
