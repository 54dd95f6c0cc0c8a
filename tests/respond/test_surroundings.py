import hashlib
import os
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.host.api import ExpectedFile
from rootout.host.folder import FolderHost
from rootout.host.live import LiveHost
from rootout.respond.surroundings import (
    gateways,
    gateways_6,
    is_as_packaged,
    is_kernel_thread,
    name_servers,
    needed_addresses,
    own_accounts,
    own_processes,
    own_ways_in,
)

ROUTE = b"Iface\tDestination\tGateway\neth0\t00000000\t010011AC\t0003\neth0\t0011AC\t00000000\t1\n"
ROUTE_6 = (
    b"00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
    b"fe800000000000000000000000000001 00000400 1 0 3 eth0\n"
    b"fe800000000000000000000000000000 40 00000000000000000000000000000000 00 "
    b"00000000000000000000000000000000 00000100 1 0 1 eth0\n"
)


def stat(name, ticks, parent=1, flags=0):
    fields = ["S", parent, 1, 1, 0, -1, flags, *[0] * 12, ticks, 0]
    return f"{name} (a) b) {' '.join(map(str, fields))}".encode()


@pytest.fixture
def machine():
    machine = Machine()
    machine.links["/proc/self"] = "30"
    machine.files.update(
        {
            "/proc/30/stat": stat(30, 300, parent=20),
            "/proc/20/stat": stat(20, 200, parent=1),
            "/proc/40/stat": stat(40, 400, parent=2, flags=0x00200040),
            "/proc/50/stat": b"torn",
            "/etc/resolv.conf": b"# nameserver 9.9.9.9\nnameserver 192.0.2.53\n",
            "/proc/self/net/route": ROUTE,
            "/proc/self/net/ipv6_route": ROUTE_6,
        }
    )
    return machine


def test_rootout_and_its_parents_are_its_own(machine):
    assert own_processes(machine) == {"30:300", "20:200"}


def test_accounts_that_the_parents_run_as_or_logged_in_with_are_its_own(machine):
    assert own_accounts(machine) == frozenset()
    passwd = b"root:x:0:0::/:\nme:x:1000:1::/:\nsu:x:1001:1::/:\ntoor:x:0:0::/:\nx:x:4294967295::\n"
    machine.files["/etc/passwd"] = passwd
    machine.files["/proc/20/loginuid"] = b"1000"
    machine.files["/proc/30/loginuid"] = b"4294967295"
    machine.files["/proc/20/status"] = b"Name:\tUid: 7\nUid:\t0\t1001\t0\t0\nGid:\t5\n"
    machine.files["/proc/30/status"] = b"Uid:\ttorn"
    assert own_accounts(machine) == {"me", "su"}


def connection(remote, inode, state="established"):
    return SimpleNamespace(remote_address=remote, inode=inode, state=state)


def test_the_operator_comes_from_where_a_parent_holds_a_connection(machine):
    machine.folders["/proc/20/fd"] = ("0", "3", "4")
    machine.links.update(
        {
            "/proc/20/fd/0": "/dev/pts/0",
            "/proc/20/fd/3": "socket:[77]",
            "/proc/20/fd/4": "socket:[78]",
        }
    )
    machine.sockets = lambda: (
        connection("198.51.100.7", 77),
        connection("127.0.0.1", 78),
        connection("203.0.113.9", 79),
        connection("203.0.113.8", 77, state="close-wait"),
        connection("not one", 77),
    )
    assert own_ways_in(machine) == {"198.51.100.7"}
    machine.files["/proc/30/environ"] = b"SSH_CONNECTION=203.0.113.9 1 192.0.2.2 22\0"
    assert own_ways_in(machine) == {"198.51.100.7", "203.0.113.9"}
    machine.files["/proc/30/environ"] = b"SSH_CONNECTION=192.0.2.99 1 192.0.2.2 22\0"
    assert own_ways_in(machine) == {"198.51.100.7"}


def test_the_real_parents_are_found():
    keys = own_processes(LiveHost())
    assert {str(os.getpid()), str(os.getppid())} <= {key.partition(":")[0] for key in keys}


def test_a_folder_has_no_processes_and_no_routes(tmp_path):
    assert own_processes(FolderHost(str(tmp_path))) == frozenset()
    assert needed_addresses(FolderHost(str(tmp_path))) == frozenset()


def test_kernel_threads_are_known_by_their_flag(machine):
    assert is_kernel_thread(machine, "40:400")
    assert not is_kernel_thread(machine, "30:300")
    assert not is_kernel_thread(machine, "50:1")
    assert not is_kernel_thread(machine, "60:1")


def test_gateways_and_name_servers_are_needed(machine):
    assert needed_addresses(machine) == {"192.0.2.53", "172.17.0.1", "fe80::1"}


def test_name_servers_are_read_as_the_resolver_reads_them():
    data = (
        b"nameserver ::1\n nameserver\tfe80::1%eth0 x\nnameserver\nnameserver no\nsearch 1.1.1.1\n"
    )
    assert list(name_servers(data)) == ["::1", "fe80::1"]


def test_damaged_routes_are_no_gateways():
    assert list(gateways(b"x\neth0 0 0102\neth0 0 xyz\neth0 0 \xff\n")) == []
    assert list(gateways_6(b"0 0 0 0 zz\n0 0 0 0 11\n0 0\n")) == []


@pytest.mark.parametrize(
    ("content", "expected", "is_packaged"),
    [
        (b"good", True, True),
        (b"evil", True, False),
        (None, True, False),
        (b"good", False, False),
    ],
)
def test_a_file_is_as_packaged_where_its_digest_says_so(tmp_path, content, expected, is_packaged):
    if content is not None:
        (tmp_path / "ls").write_bytes(content)
    digest = hashlib.sha256(b"good").hexdigest()
    found = ExpectedFile(package="coreutils", algorithm="sha256", digest=digest)
    host = FolderHost(str(tmp_path))
    host.packages = SimpleNamespace(expected=lambda path: found if expected else None)
    assert is_as_packaged(host, "/ls") is is_packaged


@pytest.mark.parametrize("missing", [{"digest": None}, {"algorithm": None}])
def test_a_package_that_says_nothing_of_a_file_vouches_for_nothing(tmp_path, missing):
    said = {"package": "p", "algorithm": "md5", "digest": "x", **missing}
    host = FolderHost(str(tmp_path))
    host.packages = SimpleNamespace(expected=lambda path: ExpectedFile(**said))
    assert not is_as_packaged(host, "/ls")


@given(st.binary())
def test_any_bytes_are_read_as_addresses_or_not(data):
    list(name_servers(data))
    list(gateways(data))
    list(gateways_6(data))


@given(st.binary(min_size=4, max_size=4).filter(any))
def test_every_gateway_is_found(raw):
    line = b"Iface\neth0 0 " + raw.hex().encode()
    assert list(gateways(line)) == [".".join(map(str, reversed(raw)))]
