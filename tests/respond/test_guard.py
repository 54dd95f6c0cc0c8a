from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.block_port import BlockPort
from rootout.respond.actions.clear_immutable import ClearImmutable
from rootout.respond.actions.disable_unit import DisableUnit
from rootout.respond.actions.end_session import EndSession
from rootout.respond.actions.expire_password import ExpirePassword
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.isolate_host import IsolateHost
from rootout.respond.actions.lock_account import LockAccount
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_account import RemoveAccount
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.actions.remove_folder import RemoveFolder
from rootout.respond.actions.remove_line import RemoveLine
from rootout.respond.actions.restore_mode import RestoreMode
from rootout.respond.actions.restore_preload import RestorePreload
from rootout.respond.actions.revoke_key import RevokeKey
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.guard import Guard, Protected

PROTECTED = Protected(
    processes=frozenset(("30:1",)),
    daemons=frozenset(("40:1",)),
    files=frozenset(("/usr/bin/ls", "/usr/bin/sudo")),
    addresses=frozenset(
        ("203.0.113.5", "2001:db8::5", "::ffff:198.51.100.7", "not one", "fe80::9%e")
    ),
    ports=frozenset(("tcp/8080",)),
    accounts=frozenset(("me",)),
    service_accounts=frozenset(("www-data",)),
    keyed_accounts=frozenset(("bob",)),
    keys=frozenset(("SHA256:mine",)),
    units=frozenset(("ssh.service",)),
)
GUARD = Guard(PROTECTED)


def block(*addresses):
    return BlockAddress(addresses=addresses)


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (FreezeProcess(processes=("77:1", "30:1")), "30:1 belongs to your own session"),
        (StopProcess(processes=("40:1",)), "40:1 is a service of a package"),
        (FreezeProcess(processes=("77:1", "40:1")), "restart it instead"),
        (EndSession(session="bob@192.0.2.1#30", processes=("30:1",)), "your own session"),
        (StopProcess(processes=("1:1",)), "is the system itself"),
        (StopProcess(processes=("2:1",)), "is the system itself"),
        (QuarantineFile(path="/usr/bin/ls"), "as its package says"),
        (QuarantineFile(path="/etc/passwd"), "would not work"),
        (RemoveFile(path="/etc/crontab"), "would not work"),
        (RemoveLine(path="/usr/bin/ls", line=1, text="x"), "part of a packaged file"),
        (RemoveFile(path="/boot/initrd.img"), "would not work"),
        (RemoveFile(path="/etc/ssh/ssh_host_rsa_key"), "would not work"),
        (RestorePreload(path="/etc/ld.so.preload", libraries=("/usr/bin/ls",)), "package"),
        (DisableUnit(unit="ssh.service", files=(), links=()), "is a unit of a package"),
        (DisableUnit(unit="x.service", files=("/usr/bin/ls",), links=()), "package"),
        (RestoreMode(path="/usr/bin/sudo"), "needs its rights"),
        (RemoveAccount(account="root", uid=0), "is an account that"),
        (RemoveAccount(account="me", uid=1000), "is an account that"),
        (LockAccount(account="root"), "give it a new password yourself"),
        (ExpirePassword(account="me"), "give it a new password yourself"),
        (LockAccount(account="www-data"), "a service of a package runs as"),
        (RemoveAccount(account="www-data", uid=33), "a service of a package runs as"),
        (LockAccount(account="bob"), "revoke that key alone"),
        (ExpirePassword(account="bob"), "revoke that key alone"),
        (RemoveAccount(account="bob", uid=1001), "revoke that key alone"),
        (RemoveFile(path="/etc/ssh/sshd_config"), "would not work"),
        (RemoveFile(path="/etc/network/interfaces"), "would not work"),
        (RemoveFolder(path="/etc"), "files of its own"),
        (RemoveFolder(path="/usr/bin/"), "files of its own"),
        (RemoveFolder(path="/"), "files of its own"),
        (RevokeKey(path="/k", fingerprint="SHA256:mine"), "you are logged in with"),
        (block("203.0.113.9", "203.0.113.5"), "203.0.113.5 is the way"),
        (block("203.0.113.0/24"), "is the way"),
        (block("2001:db8::/64"), "is the way"),
        (block("198.51.100.7"), "is the way"),
        (block("::ffff:203.0.113.5"), "is the way"),
        (block("::ffff:203.0.113.0/120"), "is the way"),
        (block("0.0.0.0/0"), "too large"),
        (block("::/0"), "too large"),
        (block("10.0.0.0/8"), "too large"),
        (block("::ffff:0:0/96"), "too large"),
        (block("127.0.0.53"), "itself needs"),
        (block("::1"), "itself needs"),
        (block("::ffff:127.0.0.1"), "itself needs"),
        (block("0.0.0.0"), "itself needs"),
        (block("224.0.0.1"), "itself needs"),
        (block("169.254.169.254"), "itself needs"),
        (block("fe80::1%eth0"), "itself needs"),
        (block("everyone"), "is no address"),
        (BlockPort(ports=("tcp/4444", "tcp/22")), "tcp/22 is a port that you"),
        (BlockPort(ports=("tcp/8080",)), "is a port that you"),
        (block(""), "is no address"),
    ],
)
def test_what_is_needed_is_refused_in_plain_words(action, reason):
    assert reason in (GUARD.refuse(action) or "")


@pytest.mark.parametrize(
    "action",
    [
        FreezeProcess(processes=("77:1", "30:2")),
        QuarantineFile(path="/tmp/.x/implant"),
        QuarantineFile(path="/etc/passwd2"),
        RemoveFolder(path="/usr/bin/.x"),
        RemoveFolder(path="/opt/.x"),
        LockAccount(account="mallory"),
        RemoveLine(path="/etc/crontab", line=1, text="x"),
        RestorePreload(path="/etc/ld.so.preload", libraries=("/lib/evil.so",)),
        DisableUnit(unit="evil.service", files=("/etc/systemd/system/evil.service",), links=()),
        RemoveAccount(account="evil", uid=0),
        RevokeKey(path="/k", fingerprint="SHA256:theirs"),
        block("203.0.113.9"),
        block("203.0.114.0/24"),
        block("2001:db9::1"),
        block("10.9.8.7"),
        BlockPort(ports=("tcp/4444",)),
    ],
)
def test_what_is_the_intruders_is_allowed(action):
    assert GUARD.refuse(action) is None


def isolate(*operators):
    return IsolateHost(operators=operators, forbidden=("203.0.113.9",), seconds=60)


def test_nobody_is_isolated_from_themselves(machine):
    guard = Guard(Protected(operators=frozenset(("198.51.100.7", "2001:db8::7"))))
    refusal = guard.refuse(isolate("198.51.100.7")) or ""
    assert refusal == "2001:db8::7 is where you are connected from, and would be cut off"
    for spelling in ("198.51.100.7", "::ffff:198.51.100.7"):
        assert guard.refuse(isolate(spelling, "2001:DB8::7", "192.0.2.1")) is None
    everybody = ("198.51.100.7", "2001:db8::7")
    assert "192.0.2.8 is where" in (guard.refuse(isolate(*everybody), machine) or "")
    assert guard.refuse(isolate(*everybody, "192.0.2.8"), machine) is None


def test_root_is_protected_even_where_nobody_said_so():
    guard = Guard(Protected(accounts=frozenset()))
    assert guard.refuse(RemoveAccount(account="root", uid=0))


def test_processes_can_be_asked_one_by_one():
    assert GUARD.allows_process("77:1")
    assert not GUARD.allows_process("30:1")
    assert not GUARD.allows_process("1:1")


@pytest.fixture
def machine():
    def stat(parent, flags, ticks):
        fields = ["S", parent, 1, 1, 0, -1, flags, *[0] * 12, ticks]
        return f"9 (x) {' '.join(map(str, fields))}".encode()

    machine = Machine()
    machine.links["/proc/self"] = "60"
    machine.files["/proc/60/stat"] = stat(1, 0, 5)
    machine.files["/proc/70/stat"] = stat(2, 0x00200000, 5)
    machine.files["/proc/77/stat"] = stat(1, 0, 1)
    machine.files["/etc/resolv.conf"] = b"nameserver 192.0.2.53\n"
    vouched = SimpleNamespace(algorithm="sha256", digest="sha256 of /usr/bin/ps")
    packaged = {"/usr/bin/ps": vouched, "/usr/bin/ss": vouched}
    machine.packages = SimpleNamespace(expected=packaged.get)
    machine.folders["/proc/60/fd"] = ("3",)
    machine.links["/proc/60/fd/3"] = "socket:[5]"
    came = SimpleNamespace(
        protocol="tcp",
        remote_address="192.0.2.8",
        remote_port=50022,
        local_port=2022,
        inode=5,
        state="established",
    )
    machine.sockets = lambda: (came,)
    return machine


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (StopProcess(processes=("60:5",)), "your own session"),
        (StopProcess(processes=("70:5",)), "or to the kernel"),
        (QuarantineFile(path="/usr/bin/ps"), "as its package says"),
        (block("192.0.2.53"), "a gateway or a name server"),
        (block("192.0.2.8"), "is the way by which you are connected"),
        (block("192.0.2.0/29", "::ffff:192.0.2.8"), "is the way by which you are connected"),
        (BlockPort(ports=("tcp/2022",)), "is a port that you"),
        (BlockPort(ports=("tcp/50022",)), "is a port that you"),
    ],
)
def test_with_a_host_the_guard_looks_for_itself(action, reason, machine):
    assert GUARD.refuse(action) is None
    assert reason in (GUARD.refuse(action, machine) or "")


@pytest.mark.parametrize(
    "action",
    [
        StopProcess(processes=("77:1",)),
        QuarantineFile(path="/usr/bin/ss"),  # changed since it was installed
        QuarantineFile(path="/tmp/x"),
        block("192.0.2.54"),
    ],
)
def test_a_fresh_look_lets_the_intruders_own_go(action, machine):
    assert GUARD.refuse(action, machine) is None


@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    GUARD.refuse(block(text))


def test_rights_that_no_package_is_known_for_may_go():
    assert GUARD.refuse(RestoreMode(path="/usr/bin/ls")) is None
    assert GUARD.refuse(RestoreMode(path="/usr/local/bin/sudo")) is None
    assert GUARD.refuse(ClearImmutable(path="/usr/bin/sudo")) is None
