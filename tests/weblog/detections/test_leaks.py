"""Data that left."""

from tests.weblog.logs import WHO, line, signs

from rootout.weblog.detections.leaks import LEAST, detect


def test_much_data_for_one_address_alone_is_found() -> None:
    (one,) = signs(detect, [line(0, "/export.php?all", size=LEAST)])
    assert (one.address, one.path, one.succeeded) == (WHO, "/export.php", True)


def test_downloads_of_many_and_small_answers_are_left_alone() -> None:
    many = [line(n, "/image.iso", size=LEAST, address=f"198.51.100.{n}") for n in range(3)]
    small = [line(n, "/page", size=4_000_000) for n in range(30)]
    assert signs(detect, many + small) == []
