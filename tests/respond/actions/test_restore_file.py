"""A changed file of a package comes back as its package made it, and so do the changed bytes."""

import os

import pytest
from tests.packages import install

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.respond.actions.restore_file import RestoreFile

ACTION = RestoreFile(path="/usr/bin/who")
UNIT = "/usr/lib/systemd/system/cron.service"


@pytest.fixture
def who(server):
    install(server.root, "coreutils", {"/usr/bin/who": b"who"})
    server.file("/usr/bin/who.bak", b"who", mode=0o755, acl=False)
    return server.file("/usr/bin/who", b"#!/bin/sh\n", mode=0o4777, acl=False)


def test_it_names_the_file():
    assert ACTION.describe() == "restore /usr/bin/who as its package made it"
    assert ACTION.touches() == (Entity("file", "/usr/bin/who"),)


def test_the_original_takes_the_place_and_what_runs_keeps_its_own_file(who, host):
    with who.open("rb") as running:
        assert not ACTION.verify(host)
        ACTION.apply(host)
        assert ACTION.verify(host)
        assert running.read() == b"#!/bin/sh\n"
    assert who.read_bytes() == b"who"
    assert (who.stat().st_mode & 0o7777, who.stat().st_uid) == (0o755, 0)


def test_where_there_is_no_original_nothing_is_changed(server, who, host):
    (server.root / "usr/bin/who.bak").unlink()
    with pytest.raises(RootoutError, match="--reinstall coreutils:amd64=1"):
        ACTION.apply(host)
    assert who.read_bytes() == b"#!/bin/sh\n"


def test_a_file_of_no_package_is_not_touched(server, host, vault):
    server.file("/usr/bin/who", b"1")
    for attempt in (lambda: ACTION.capture(host, vault), lambda: ACTION.apply(host)):
        with pytest.raises(RootoutError, match="no package says"):
            attempt()
    assert not ACTION.verify(host)


def test_a_link_to_the_original_is_not_the_original(server, who, host):
    who.unlink()
    os.symlink("who.bak", who)
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert not who.is_symlink()
    assert (server.root / "usr/bin/who.bak").read_bytes() == b"who"


def test_undo_puts_the_changed_bytes_back_and_overwrites_nothing_newer(who, host, vault):
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    who.write_bytes(b"upgraded")
    with pytest.raises(RootoutError, match="written anew since"):
        ACTION.undo(host, vault, captured)
    assert who.read_bytes() == b"upgraded"
    who.write_bytes(b"who")
    ACTION.undo(host, vault, captured)
    assert (who.read_bytes(), who.stat().st_mode & 0o7777) == (b"#!/bin/sh\n", 0o4777)


def test_undo_replaces_no_folder_and_mends_what_is_gone(who, host, vault):
    captured = ACTION.capture(host, vault)
    who.unlink()
    ACTION.undo(host, vault, captured)
    assert who.read_bytes() == b"#!/bin/sh\n"
    who.unlink()
    who.mkdir()
    with pytest.raises(RootoutError, match="written anew since"):
        ACTION.undo(host, vault, captured)


def test_the_service_manager_hears_of_its_own_files(server, host, vault):
    install(server.root, "cron", {UNIT: b"[Service]\n"})
    server.file(f"{UNIT}.orig", b"[Service]\n")
    server.file(UNIT, b"[Service]\nExecStartPre=/tmp/x\n")
    (server.root / "etc/systemd/system/x.wants").mkdir(parents=True)
    action = RestoreFile(path=UNIT)
    captured = action.capture(host, vault)
    action.apply(host)
    assert server.kernel.loaded_units == ("x.wants",)
    server.kernel.loaded_units = ()
    action.undo(host, vault, captured)
    assert server.kernel.loaded_units == ("x.wants",)
