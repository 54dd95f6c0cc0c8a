import json

from tests.cli.run import fresh, run
from tests.network import namespace, needs_root


@needs_root
def test_a_silent_wire_has_no_talkers() -> None:
    with namespace():
        document = json.loads(fresh("talkers", "--seconds", "0.3", "--json"))
    assert document["talkers"] == []
    assert document["hint"] == ""


@needs_root
def test_an_interface_that_is_not_there_is_said() -> None:
    assert "hint: `ip link` lists" in fresh("talkers", "-i", "nothing0")


def test_help_says_that_nothing_is_changed() -> None:
    assert "Nothing is changed" in run("talkers", "--help").output
