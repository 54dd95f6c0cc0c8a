"""A drop-in goes and systemd is told; the unit that it changed stays."""

from tests.respond.scenarios import DROP_IN, drop_in

from rootout.model.entity import Entity
from rootout.respond.actions.remove_drop_in import RemoveDropIn

ACTION = RemoveDropIn(path=DROP_IN)


def test_it_names_the_drop_in_that_goes():
    assert ACTION.describe() == f"remove the drop-in {DROP_IN}"
    assert ACTION.touches() == (Entity("file", DROP_IN),)


def test_systemd_reads_its_units_again_both_times(server, host, vault):
    drop_in(server)
    reloads = []
    host.reload_units = lambda: reloads.append(host.exists(DROP_IN))
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    ACTION.undo(host, vault, captured)
    assert reloads == [False, True]
    assert (server.root / DROP_IN.lstrip("/")).read_bytes() == b"[Service]\nExecStartPre=/tmp/x\n"
