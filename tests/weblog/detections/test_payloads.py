"""Attacks in requests, and whether they worked."""

import pytest
from tests.weblog.logs import line, signs

from rootout.weblog.detections.payloads import detect

USUAL = [line(n, f"/search.php?q={n}", size=3000 + n, address="198.51.100.1") for n in range(9)]
ATTACK = "/search.php?q=x%27+union+all+select+user,password+from+users--+-"


def test_attack_that_is_answered_otherwise_than_usual_has_worked() -> None:
    (one,) = signs(detect, [*USUAL, line(20, ATTACK, size=48000)])
    assert (one.succeeded, one.severity, one.path) == (True, "high", "/search.php")
    assert "48000" in one.why


@pytest.mark.parametrize(
    "answer",
    [{"size": 3005}, {"status": 500, "size": 9}, {"status": 403}, {"method": "HEAD", "size": 0}],
)
def test_attack_that_is_answered_as_usual_has_not(answer: dict[str, object]) -> None:
    (one,) = signs(detect, [*USUAL, line(20, ATTACK)._replace(**answer)])  # type: ignore[arg-type]
    assert (one.succeeded, one.severity) == (False, "medium")


def test_page_that_nobody_else_asks_for_was_hit_when_it_answers() -> None:
    target = "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"
    (one,) = signs(detect, [line(0, target, method="POST")])
    assert one.succeeded
    (one,) = signs(detect, [line(0, target, 404)])
    assert not one.succeeded


def test_header_that_holds_an_attack_is_found_and_proves_no_success() -> None:
    (one,) = signs(
        detect, [line(0, "/", agent="${jndi:ldap://x/a}"), line(1, "/", referrer="${jndi:x}")]
    )
    assert not one.succeeded
    assert one.requests == 2
    assert "log4shell" in one.why


def test_one_doubtful_script_is_left_alone_and_three_are_not() -> None:
    doubtful = [line(n, f"/search.php?q=<script>{n}") for n in range(3)]
    assert signs(detect, doubtful[:1]) == []
    (one,) = signs(detect, doubtful)
    assert not one.succeeded
    assert one.techniques == ("T1189",)


def test_searches_of_people_are_left_alone() -> None:
    words = ("it%27s", "rock+%27n%27+roll", "union+select+committee", "a%3Bb", "50%25+off")
    assert signs(detect, [line(n, f"/search.php?q={word}") for n, word in enumerate(words)]) == []
