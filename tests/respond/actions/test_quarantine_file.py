import errno

import pytest

from rootout.errors import RootoutError
from rootout.model.entity import Entity
from rootout.respond.actions.quarantine_file import QuarantineFile

ACTION = QuarantineFile(path="/tmp/.x/implant")


def test_it_names_the_file_that_goes():
    assert ACTION.describe() == "move /tmp/.x/implant into the case's vault"
    assert ACTION.touches() == (Entity("file", "/tmp/.x/implant"),)


def test_the_bytes_are_in_the_vault_before_the_file_goes(server, host, vault):
    server.file("/tmp/.x/implant", b"\x7fELF")
    captured = ACTION.capture(host, vault)
    assert vault.get(captured.snapshots[0].sha256) == b"\x7fELF"
    ACTION.apply(host)
    assert ACTION.verify(host)


def test_a_folder_that_is_not_empty_is_not_removed(server, host, vault):
    server.file("/tmp/.x/implant/file")
    ACTION.capture(host, vault)
    with pytest.raises(OSError, match="not empty") as caught:
        ACTION.apply(host)
    assert caught.value.errno == errno.ENOTEMPTY
    assert not ACTION.verify(host)


def test_a_file_too_large_to_keep_is_told_before_anything_is_changed(server, host, vault):
    with server.file("/tmp/.x/implant").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(RootoutError, match="too large"):
        ACTION.capture(host, vault)


def test_a_file_that_was_put_there_since_gives_way_to_the_kept_one(server, host, vault):
    path = server.file("/tmp/.x/implant", b"first")
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    path.write_bytes(b"second")
    ACTION.undo(host, vault, captured)
    assert path.read_bytes() == b"first"
