import pytest
from tests.respond.scenarios import lock

from rootout.host import attributes
from rootout.model.entity import Entity
from rootout.respond.actions.clear_immutable import ClearImmutable

ACTION = ClearImmutable(path="/etc/crontab")


def locks(path):
    return attributes.flags(str(path)) & (attributes.IMMUTABLE | attributes.APPEND_ONLY)


def test_it_names_the_file_that_is_unlocked():
    assert ACTION.describe() == "unlock /etc/crontab (chattr -ia)"
    assert ACTION.touches() == (Entity("lock", "/etc/crontab"),)


@pytest.mark.parametrize(("mode", "flag"), [("+i", 0x10), ("+a", 0x20), ("+ia", 0x30)])
def test_both_locks_go_and_other_flags_stay(server, host, vault, mode, flag):
    path = server.file("/etc/crontab")
    lock(path, mode="+A")
    before = attributes.flags(str(path))
    lock(path, mode=mode)
    captured = ACTION.capture(host, vault)
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert attributes.flags(str(path)) == before
    ACTION.undo(host, vault, captured)
    assert locks(path) == flag


def test_a_folder_is_unlocked_too(server, host):
    server.file("/etc/crontab/x")
    lock(server.root / "etc/crontab")
    ACTION.apply(host)
    assert locks(server.root / "etc/crontab") == 0


def test_a_file_that_is_gone_is_no_trouble(host, vault):
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    ACTION.undo(host, vault, captured)


def test_undo_leaves_a_file_that_nothing_locked_alone(server, host, vault):
    path = server.file("/etc/crontab")
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    ACTION.undo(host, vault, captured)
    assert locks(path) == 0
