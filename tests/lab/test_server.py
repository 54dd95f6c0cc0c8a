"""The lab itself: a server boots, reboots, talks, and leaves nothing behind."""

from pathlib import Path

import pytest
from tests.lab import cgroup
from tests.lab.build import CACHE, Base
from tests.lab.changes import differences
from tests.lab.network import OPERATOR
from tests.lab.server import Server
from tests.lab.ssh import SessionLostError

pytestmark = pytest.mark.lab


def test_a_server_boots_with_no_failed_unit_and_serves_its_shop(server: Server) -> None:
    assert server.shell("systemctl is-system-running").strip() == "running"
    assert server.fetch("/index.php").startswith("shop ok 8.2")


def test_an_operator_stays_logged_in_and_is_seen_as_coming_from_outside(server: Server) -> None:
    session = server.operator()
    assert session.run("whoami") == "root\n"
    assert session.run("who").split()[-1] == f"({OPERATOR})"
    assert session.is_alive()
    assert OPERATOR in server.shell("grep 'Accepted publickey for root' /var/log/auth.log")
    session.close()
    assert not session.is_alive()


def test_a_reboot_ends_sessions_and_keeps_the_disk(server: Server) -> None:
    session = server.operator()
    session.run("echo kept > /root/note")
    server.reboot()
    assert not session.is_alive()
    assert server.operator().run("cat /root/note") == "kept\n"
    assert server.fetch("/index.php").startswith("shop ok")


def test_changes_are_what_was_changed_and_nothing_else(server: Server) -> None:
    before = server.changes()
    server.shell("echo x > /srv/new; chmod 600 /srv/new; rm /usr/local/bin/backup-www; sync")
    found = differences(before, server.changes(), server.base.root)
    assert sorted(found) == ["/srv/new", "/usr/local/bin/backup-www"]
    new, gone = found["/srv/new"][1], found["/usr/local/bin/backup-www"][1]
    assert new is not None
    assert (new.kind, new.mode, new.size) == ("file", 0o600, 2)
    assert gone is not None
    assert gone.kind == "deleted"


def test_a_file_that_was_put_back_exactly_is_no_difference(server: Server) -> None:
    before = server.changes()
    path = "/usr/local/bin/backup-www"
    server.shell(f"cp -a {path} /tmp/kept; rm {path}; cp -a /tmp/kept {path}; rm /tmp/kept")
    assert differences(before, server.changes(), server.base.root) == {}


def test_a_fresh_server_changes_nothing_of_its_own(server: Server) -> None:
    server.reboot()
    assert server.changes() == {}


def test_nothing_of_a_server_is_left_when_its_test_fails(lab_base: Base) -> None:
    server = Server(lab_base, CACHE / "run")
    with pytest.raises(ZeroDivisionError):
        _fail_within(server)
    assert not server.folder.exists()
    assert server.name not in Path("/proc/mounts").read_text()
    assert not any(place.exists() for place in cgroup.places(server.name))
    assert not Path(f"/run/netns/{server.name}").exists()
    assert not Path(f"/proc/{server.leader}").exists()


def test_a_lost_session_says_so(server: Server) -> None:
    session = server.operator()
    server.stop()
    with pytest.raises(SessionLostError):
        session.run("true")


def _fail_within(server: Server) -> None:
    with server.running():
        server.shell("setsid sleep 600 >/dev/null 2>&1 &")
        raise ZeroDivisionError
