"""Floods: of one address, and of all together."""

from tests.weblog.logs import WHO, line, signs
from tests.weblog.traffic import DAY

from rootout.weblog.detections.floods import FAST, MUCH, Usual, detect

QUIET = [line(n * 60, "/", address=f"198.51.100.{n % 200}") for n in range(300)]


def test_address_that_asks_faster_than_people_is_found() -> None:
    fast = [line(20 + n / 100, f"/?{n}") for n in range(FAST)]
    one, *others = signs(detect, [*QUIET, *fast])
    assert (one.address, one.requests) == (WHO, FAST)
    assert [other.address for other in others] == [""]
    assert f"{MUCH + 1} requests in one minute" in others[0].why


def test_pictures_of_one_page_and_a_busy_server_are_left_alone() -> None:
    pictures = [line(n / 100, f"/{n}.png", address="198.51.100.7") for n in range(FAST - 9)]
    busy = [line(n / 20, "/", address=f"198.51.100.{n % 200}") for n in range(20 * 300)]
    assert signs(detect, [*QUIET, *pictures]) == []
    assert signs(detect, busy) == []


def test_usual_is_what_other_days_have_at_that_hour() -> None:
    usual = Usual([(0, 5), (60, 7), (DAY, 900), (3600, 50)])
    assert usual.at(DAY + 60) == 6
    assert usual.at(7200) == 28.5
    assert Usual([]).at(0) == 0
