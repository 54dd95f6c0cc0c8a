"""Swarms: many that want one thing."""

from tests.weblog.logs import line, signs
from tests.weblog.traffic import Line

from rootout.weblog.detections.swarms import GROUP, LEAST, detect


def swarm(count: int, pause: int = 5, **fields: object) -> list[Line]:
    return [
        line(k * pause, "/xmlrpc.php", address=f"198.51.100.{n}", **fields)
        for n in range(count)
        for k in range(LEAST)
    ]


def test_many_that_ask_for_one_thing_only_are_found() -> None:
    found = signs(detect, swarm(GROUP))
    assert len(found) == GROUP
    assert {one.path for one in found} == {"/xmlrpc.php"}


def test_few_readers_of_feeds_and_visitors_are_left_alone() -> None:
    assert signs(detect, swarm(GROUP - 1)) == []
    assert signs(detect, swarm(GROUP, pause=3600)) == []
    assert signs(detect, swarm(GROUP, referrer="https://news.example")) == []
