"""What is told of logs."""

from types import SimpleNamespace
from typing import Any

from rootout.weblog.outcome import Place, Weblog


def test_place_is_found_by_the_path_of_a_request() -> None:
    nothing: Any = SimpleNamespace()
    place = Place(url_path="/a.php", path="/srv/a.php", why="uid 33")
    weblog = Weblog(analysis=nothing, told=nothing, places=(place,))
    assert weblog.place_of("/a.php") == place
    assert weblog.place_of("/b.php") is None
