"""Guessed passwords and the sessions that came of them."""

from hypothesis import given
from hypothesis import strategies as st
from tests.detect.examples import ATTACKER, NOON, accepted, break_in, failures

from rootout.detect.sessions import FEWEST, WINDOW, guessings, intruder_logins
from rootout.model.evidence import Evidence


def logins(*records):
    return list(intruder_logins(Evidence(records)))


def test_login_after_ten_failures_is_an_intruders():
    login = accepted(NOON)
    assert logins(*failures(FEWEST), login) == [login]


def test_login_after_nine_failures_is_somebody_who_cannot_type():
    assert logins(*failures(FEWEST - 1), accepted(NOON)) == []


def test_failures_of_accounts_that_do_not_exist_count():
    login = accepted(NOON)
    names = [one for name in "abcdefghij" for one in failures(1, user=name)]
    assert logins(*names, login) == [login]


def test_failures_from_elsewhere_do_not_count():
    assert logins(*failures(40, address="198.51.100.1"), accepted(NOON)) == []


def test_failures_of_long_ago_do_not_count():
    assert logins(*failures(40, start=NOON - WINDOW - 100), accepted(NOON)) == []


def test_failures_after_the_login_do_not_count():
    assert logins(accepted(NOON), *failures(40, start=NOON + 10)) == []


def test_keys_that_sshd_refused_are_no_guesses():
    assert logins(*failures(40, method="publickey"), accepted(NOON)) == []


def test_login_by_key_after_many_failures_is_no_guess():
    assert logins(*failures(40), accepted(NOON, method="publickey", fingerprint="SHA256:a")) == []


def test_later_logins_from_there_are_the_intruders_too():
    later = accepted(NOON + 60, method="publickey", fingerprint="SHA256:new", pid=9)
    assert logins(*break_in(), later)[1:] == [later]


def test_key_that_was_used_from_there_before_is_not_the_intruders():
    before = accepted(NOON - 9000, method="publickey", fingerprint="SHA256:own", pid=8)
    after = accepted(NOON + 60, method="publickey", fingerprint="SHA256:own", pid=9)
    assert logins(before, *break_in(), after) == [accepted(NOON)]


def test_guessing_in_vain_is_told_without_logins():
    (found,) = guessings(Evidence(failures(400)))
    assert (found.address, len(found.failures), found.logins) == (ATTACKER, 400, ())


def test_slow_guessing_in_vain_is_nothing():
    assert list(guessings(Evidence(failures(40, step=WINDOW / 5)))) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("failed", "accepted", "closed")),
            st.floats(),
            st.sampled_from(("password", "publickey", "")),
        )
    )
)
def test_any_log_gets_an_answer(lines):
    events = [accepted(time, event=event, method=method) for event, time, method in lines]
    for found in guessings(Evidence(events)):
        assert found.failures
