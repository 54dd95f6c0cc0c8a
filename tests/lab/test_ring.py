"""Processes that start one another again within a millisecond: all end, and none comes back."""

import time

import pytest
from tests.lab.ring.plant import END, PADDING, plant_ring
from tests.lab.server import Server

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(("size", "changed"), [(2, END), (10, PADDING), (100, END)])
def test_nothing_of_a_ring_survives(server: Server, size: int, changed: int) -> None:
    ring = plant_ring(server, size, changed)
    ring.kill(1)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    ring.kill(size // 2)  # half of it runs from files that the scan has never seen

    restarts = ring.restarts
    done = server.rootout("evict", case, "--yes", "--watch", "5")
    assert done.code == 0, done
    assert ring.members() == {}
    time.sleep(1)
    assert ring.members() == {}
    assert ring.restarts == restarts
