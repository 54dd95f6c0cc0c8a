"""Web shells by how they are used."""

import pytest
from tests.weblog.logs import WHO, line, signs
from tests.weblog.traffic import DAY, Line

from rootout.weblog.detections.shells import detect

START = [line(0, "/", address="198.51.100.1", referrer="x")]


def used(path: str, **fields: object) -> list[Line]:
    return [line(DAY + n, path, method="POST", size=100 * n, **fields) for n in range(6)]


def test_script_among_uploads_that_is_posted_to_is_found() -> None:
    upload = line(DAY - 60, "/upload.php", 302, method="POST")
    (one,) = signs(detect, [*START, upload, *used("/uploads/a.php")])
    assert (one.address, one.path, one.succeeded, one.requests) == (WHO, "/uploads/a.php", True, 6)
    assert "sent something to another page just before" in one.why


def test_script_that_appears_between_two_requests_is_found() -> None:
    missing = line(DAY - 900, "/x.php", 404)
    (one,) = signs(detect, [*START, missing, *used("/x.php")])
    assert "was not there before" in one.why


def test_script_that_is_given_commands_is_found() -> None:
    (one,) = signs(
        detect, [*START, *(line(DAY + n, "/x.php?cmd=id", size=n * 99) for n in range(4))]
    )
    assert "given commands" in one.why


@pytest.mark.parametrize(
    "lines",
    [
        [line(DAY + n, "/payment/notify.php", method="POST", size=2) for n in range(9)],
        [line(n * 600, "/cron.php?key=a1b2", address="127.0.0.1", size=n) for n in range(99)],
        [line(DAY + n, "/uploads/a.php", 404, method="POST") for n in range(9)],
        [line(DAY + n, "/uploads/a.jpg", size=n) for n in range(9)],
        [
            line(DAY + n, "/uploads/x.php", address=f"198.51.100.{n}", referrer="/")
            for n in range(9)
        ],
    ],
    ids=["webhook", "cron", "missing", "picture", "many visitors"],
)
def test_ordinary_script_is_left_alone(lines: list[Line]) -> None:
    assert signs(detect, [*START, *lines]) == []
