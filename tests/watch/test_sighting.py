from tests.records import process
from tests.watch.told import finding

from rootout.watch.sighting import Sighting


def test_a_sighting_stands_alone_where_nothing_is_around_it():
    sighting = Sighting(time=1.0, finding=finding(), process=process())
    assert sighting.ancestors == ()
    assert sighting.repeated == 0
