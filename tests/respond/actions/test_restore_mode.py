import os

import pytest
from tests.packages import install, put
from tests.respond.scenarios import CAPABILITY, lock

from rootout.host import attributes
from rootout.model.entity import Entity
from rootout.respond.actions.restore_mode import RestoreMode

ACTION = RestoreMode(path="/usr/bin/find")


@pytest.fixture
def find(server):
    return server.file("/usr/bin/find", b"\x7fELF", mode=0o6751)


def mode_of(path):
    return path.stat().st_mode & 0o7777


def test_it_names_the_file_that_stays():
    assert ACTION.describe() == "take SUID, SGID and capabilities off /usr/bin/find"
    assert ACTION.touches() == (Entity("privilege", "/usr/bin/find"),)


def test_rights_go_and_everything_else_stays(find, host):
    os.setxattr(find, "security.capability", CAPABILITY)
    before = find.stat()
    assert not ACTION.verify(host)
    ACTION.apply(host)
    assert ACTION.verify(host)
    assert mode_of(find) == before.st_mode & 0o1777
    assert (find.read_bytes(), find.stat().st_uid, find.stat().st_ino) == (
        b"\x7fELF",
        before.st_uid,
        before.st_ino,
    )
    names = {name for name, _ in attributes.extended(str(find))}
    assert names == {"user.note", "trusted.note", "system.posix_acl_access"}


def test_capabilities_alone_go_too(server, host):
    path = server.file("/usr/bin/find", b"\x7fELF", mode=0o755, acl=False)
    os.setxattr(path, "security.capability", CAPABILITY)
    ACTION.apply(host)
    assert "security.capability" not in os.listxattr(path)
    assert ACTION.verify(host)


@pytest.mark.parametrize(("declared", "left"), [("2755", 0o2755), ("4755", 0o4755), ("755", 0o755)])
def test_what_the_package_declares_stays(server, host, declared, left):
    install(server.root, "findutils", {"/usr/bin/find": b"\x7fELF"})
    put(server.root, "/var/lib/dpkg/statoverride", f"root root {declared} /usr/bin/find\n".encode())
    (server.root / "usr/bin/find").chmod(0o6755)
    ACTION.apply(host)
    assert mode_of(server.root / "usr/bin/find") == left
    assert ACTION.verify(host)


def test_a_locked_file_stays_locked(find, host):
    lock(find)
    ACTION.apply(host)
    assert not mode_of(find) & 0o6000
    assert attributes.flags(str(find)) & attributes.IMMUTABLE


def test_a_file_that_is_gone_or_none_is_left_alone(server, host, vault):
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    assert ACTION.verify(host)
    (server.root / "usr/bin").mkdir(parents=True)
    os.symlink("/etc/passwd", server.root / "usr/bin/find")
    ACTION.apply(host)
    assert ACTION.verify(host)
    ACTION.undo(host, vault, captured)
    assert os.readlink(server.root / "usr/bin/find") == "/etc/passwd"


def test_undo_gives_no_rights_to_other_bytes(find, host, vault):
    captured = ACTION.capture(host, vault)
    ACTION.apply(host)
    find.write_bytes(b"upgraded")
    with pytest.raises(OSError, match="not the content that was kept"):
        ACTION.undo(host, vault, captured)
    assert (find.read_bytes(), mode_of(find) & 0o6000) == (b"upgraded", 0)
