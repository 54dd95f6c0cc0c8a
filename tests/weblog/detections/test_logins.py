"""Passwords guessed, alone and together."""

import pytest
from tests.weblog.logs import WHO, line, signs
from tests.weblog.traffic import Line

from rootout.weblog.detections.logins import GROUP, detect

WRONG = [line(n, "/login.php", method="POST", size=2160) for n in range(30)]
RIGHT = line(40, "/login.php", 302, method="POST", size=0)


def test_guessing_in_vain_is_found() -> None:
    (one,) = signs(detect, WRONG)
    assert (one.address, one.path, one.succeeded, one.severity) == (
        WHO,
        "/login.php",
        False,
        "medium",
    )


def test_password_that_was_right_at_last_is_told() -> None:
    (one,) = signs(detect, [*WRONG, RIGHT, line(50, "/account.php")])
    assert (one.succeeded, one.severity) == (True, "high")


def test_lockout_is_no_success() -> None:
    (one,) = signs(
        detect, [*WRONG, *(line(60 + n, "/login.php", 429, method="POST") for n in range(3))]
    )
    assert not one.succeeded


def test_guessing_at_the_server_s_own_question_is_found_whatever_the_page() -> None:
    refused = [line(n, "/private/", 401, size=195) for n in range(30)]
    (one,) = signs(detect, [*refused, line(31, "/private/", size=4000)])
    assert one.succeeded


@pytest.mark.parametrize(
    "lines",
    [
        [*WRONG[:5], RIGHT],
        [line(n * 3600, "/login.php", method="POST", size=2160) for n in range(30)],
        [*WRONG, *(line(n, f"/page/{n}", referrer="/") for n in range(99))],
        [*WRONG, *(RIGHT._replace(time=RIGHT.time + n) for n in range(30))],
        [line(n, "/api/orders", method="POST", size=2160) for n in range(99)],
    ],
    ids=["forgetful", "slow", "whoever also reads", "an office", "a program"],
)
def test_ordinary_logins_are_left_alone(lines: list[Line]) -> None:
    assert signs(detect, lines) == []


def together(count: int, **fields: object) -> list[Line]:
    return [
        line(n * 9 + k, "/login.php", method="POST", address=f"198.51.100.{n}", size=2160)._replace(
            **fields
        )  # type: ignore[arg-type]
        for n in range(count)
        for k in range(3)
    ]


def test_many_addresses_that_only_try_are_found() -> None:
    found = signs(detect, together(GROUP))
    assert len(found) == GROUP
    assert {one.rule.id for one in found} == {"weblog_credential_stuffing"}
    assert not any(one.succeeded for one in found)


def test_one_of_them_that_was_right_is_told() -> None:
    right = line(999, "/login.php", 302, method="POST", address="198.51.100.3", size=0)
    found = signs(detect, [*together(GROUP), right])
    assert [one.address for one in found if one.succeeded] == ["198.51.100.3"]


def test_few_addresses_and_visitors_of_a_site_are_left_alone() -> None:
    assert signs(detect, together(GROUP - 1)) == []
    pages = [line(n, "/style.css", address=f"198.51.100.{n}") for n in range(GROUP)]
    assert signs(detect, together(GROUP) + pages) == []
    varied = [one._replace(size=n) for n, one in enumerate(together(GROUP))]
    assert signs(detect, varied) == []
