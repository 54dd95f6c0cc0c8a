import pytest
from tests.respond.scenarios import UNIT, unit

from rootout.model.entity import Entity


def test_it_names_all_that_goes_and_what_undo_does_not_do():
    text = UNIT.describe()
    assert text.startswith("disable evil.service and remove /etc/systemd/system/multi-user")
    assert text.endswith("(undo restores, but does not start it)")
    assert UNIT.touches()[0] == Entity("unit", "evil.service")
    assert Entity("file", UNIT.files[1]) in UNIT.touches()


def test_what_starts_it_is_gone_before_it_is_stopped(server, host):
    unit(server)
    left_at_stop = []
    stop = host.stop_unit

    def watched(name):
        left_at_stop.extend(path for path in (*UNIT.files, *UNIT.links) if host.exists(path))
        left_at_stop.extend({"evil.service"}.intersection(server.kernel.loaded_units))
        stop(name)

    host.stop_unit = watched
    UNIT.apply(host)
    assert left_at_stop == []
    assert server.kernel.active_units == set()
    assert UNIT.verify(host)


@pytest.mark.parametrize("active", [True, False])
def test_whether_it_ran_is_kept_and_undo_does_not_start_it(active, server, host, vault):
    unit(server)
    if not active:
        server.kernel.active_units.clear()
    captured = UNIT.capture(host, vault)
    assert captured.facts == {"active": "yes" if active else "no"}
    UNIT.apply(host)
    UNIT.undo(host, vault, captured)
    assert server.kernel.active_units == set()
    assert "evil.service" in server.kernel.loaded_units
