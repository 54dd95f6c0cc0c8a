from tests.records import finding

from rootout.model.entity import Entity
from rootout.model.finding import SEVERITIES, rank


def test_severities_are_ordered() -> None:
    assert [rank(one) for one in SEVERITIES] == [0, 1, 2, 3, 4]


def test_the_same_suspicion_of_the_same_thing_has_one_id() -> None:
    thing = Entity("file", "/x\udcff")
    assert finding(thing, why="a").id == finding(thing, why="b").id
    assert finding(thing).id != finding(thing, rule="other").id
    assert finding(thing).id != finding(Entity("unit", "/x\udcff")).id
