"""Scanners are told by what they ask for."""

from tests.weblog.logs import WHO, line, signs

from rootout.weblog.detections.scanners import LEAST, detect


def test_address_that_asks_for_many_missing_pages_is_found() -> None:
    (one,) = signs(detect, [line(n, f"/{n}.php", 404) for n in range(LEAST)])
    assert (one.address, one.requests, one.succeeded) == (WHO, LEAST, False)


def test_search_engine_broken_pictures_and_one_missing_page_are_left_alone() -> None:
    crawler = [line(n, f"/{n}", 404 if n % 3 == 0 else 200) for n in range(6 * LEAST)]
    visitor = [line(n, f"/{n}.png", 404, address="198.51.100.1") for n in range(99)]
    again = [line(n, "/gone", 404, address="198.51.100.2") for n in range(99)]
    assert signs(detect, crawler + visitor + again) == []
