"""Six launchers that put one another back: one eviction ends all, and can be taken back."""

import time

import pytest
from tests.lab.changes import differences
from tests.lab.owner import assert_in_service, contents, evict_beside
from tests.lab.server import Server
from tests.lab.tower.plant import plant_tower

pytestmark = pytest.mark.lab


def test_one_eviction_ends_all_and_nothing_is_back_after_a_reboot(server: Server) -> None:
    innocent = contents(server)
    tower = plant_tower(server, minutes=1)
    copies = len(tower.pids())
    operator = server.operator()
    tower.wait_until(copies + 1)  # the login has started one
    case = f"{server.rootout('scan', '--json').json()['case']}"

    evict_beside(operator, server, case, "--watch", "15")
    assert tower.standing() == []
    assert tower.pids() == []

    server.reboot()
    time.sleep(62 - time.time() % 60)  # past cron's next minute
    assert tower.standing() == []
    assert_in_service(server)
    assert tower.pids() == []
    assert contents(server) == innocent
    assert server.rootout("verify", case).code == 0


def test_all_of_it_can_be_taken_back(server: Server) -> None:
    operator = server.operator()
    tower = plant_tower(server, minutes=30)
    case = f"{server.rootout('scan', '--json').json()['case']}"
    before = server.changes()
    standing = tower.standing()

    evict_beside(operator, server, case, "--watch", "5")
    assert tower.standing() == []
    assert tower.pids() == []
    undone = server.rootout("undo", case)
    assert undone.code == 0, undone

    assert differences(before, server.changes(), server.base.root) == {}
    assert operator.is_alive()
    assert tower.standing() == standing
    server.operator()
    tower.wait_until(1)  # the launchers are back, and work
