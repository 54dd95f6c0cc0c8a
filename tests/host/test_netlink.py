"""The kernel lists every socket of this network, and destroys those to an address."""

import errno
import os
import socket
import time
from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.network import namespace, needs_root

from rootout.errors import RootoutError
from rootout.host import netlink
from rootout.host.api import SocketEntry
from rootout.host.netlink import (
    count_tcp_states,
    destroy_sockets,
    list_listeners,
    list_sockets,
)
from rootout.host.procfs import ProcessFiles
from rootout.model.file import EvidenceFile
from rootout.model.record import Gap

FILES = ProcessFiles()
TABLE = b"head\n   1: 0100007F:0001 00000000:0000 07 0:0 00:0 0 0 0 %d\n"


class Tables:
    """A /proc/net with what it is given."""

    def __init__(self, tables: dict[str, bytes], names: tuple[str, ...] = ("if_inet6",)) -> None:
        self.tables = tables
        self._names = names

    def names(self, path: str) -> tuple[str, ...]:
        return self._names

    def read(self, path: str) -> EvidenceFile:
        name = path.rpartition("/")[2]
        if name not in self.tables:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        return EvidenceFile(path, self.tables[name])


def listed() -> dict[int, SocketEntry]:
    gaps: list[Gap] = []
    found = {one.inode: one for one in list_sockets(FILES, gaps)}
    assert gaps == []
    return found


def inode(one: socket.socket) -> int:
    return os.fstat(one.fileno()).st_ino


def connected(family: int, address: str) -> tuple[socket.socket, socket.socket]:
    with socket.socket(family) as server:
        server.bind((address, 0))
        server.listen()
        client = socket.create_connection(server.getsockname()[:2])
        return client, server.accept()[0]


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_listening_and_connected_sockets_are_listed(family, address):
    client, server = connected(family, address)
    with client, server, socket.create_server((address, 0), family=family) as listening:
        assert listed()[inode(listening)].state == "listen"
        entry = listed()[inode(client)]
        assert (entry.protocol, entry.state) == ("tcp", "established")
        assert (entry.local_address, entry.local_port) == client.getsockname()[:2]
        assert (entry.remote_address, entry.remote_port) == server.getsockname()[:2]
        assert entry.uid == os.geteuid()


def test_client_of_a_socket_for_both_families_is_told_as_ipv4():
    with (
        socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server,
        socket.create_connection(("127.0.0.1", server.getsockname()[1])),
    ):
        accepted = server.accept()[0]
        with accepted:
            entry = listed()[inode(accepted)]
            assert (entry.family, entry.remote_address) == (socket.AF_INET6, "127.0.0.1")


def test_udp_and_unix_sockets_are_listed(tmp_path):
    path = f"{tmp_path}/a socket"
    with (
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        udp.bind(("::1", 0))
        unix.bind(path)
        unix.listen()
        abstract.bind(f"\0rootout-test-{os.getpid()}")
        found = listed()
        assert (found[inode(udp)].protocol, found[inode(udp)].local_address) == ("udp", "::1")
    assert path in {one.local_address for one in found.values() if one.state == "listen"}
    assert f"@rootout-test-{os.getpid()}" in {one.local_address for one in found.values()}


@needs_root
def test_sniffer_and_raw_socket_are_listed():
    with (
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as sniffer,
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP) as raw,
    ):
        found = listed()
        assert (found[inode(sniffer)].protocol, found[inode(sniffer)].state) == ("packet", "raw")
        assert (found[inode(raw)].protocol, found[inode(raw)].uid) == ("raw", os.geteuid())


@needs_root
def test_sockets_of_another_network_are_not_listed():
    with socket.create_server(("127.0.0.1", 0)) as outside, namespace():
        assert inode(outside) not in listed()


def refuse(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Have the kernel answer `code` to whoever asks for sockets."""

    def answer(kind: int, flags: int, request: bytes):
        raise OSError(code, os.strerror(code))
        yield b""

    monkeypatch.setattr(netlink, "_converse", answer)


def test_tables_do_where_netlink_has_no_such_family(monkeypatch):
    refuse(monkeypatch, errno.ENOENT)
    gaps: list[Gap] = []
    tables = {"tcp": TABLE % 1, "udp": TABLE % 2, "raw": TABLE % 3, "tcp6": b"\n", "udp6": b"\n"}
    found = list(list_sockets(Tables(tables), gaps))
    assert [(one.protocol, one.inode) for one in found] == [("tcp", 1), ("udp", 2), ("raw", 3)]
    assert {(one.path, one.reason) for one in gaps} == {
        ("/proc/self/net/raw6", "unsupported"),
        ("netlink:unix", "unsupported"),
        ("netlink:packet", "unsupported"),
    }


def test_kernel_without_ipv6_has_no_gap_for_it(monkeypatch):
    refuse(monkeypatch, errno.ENOENT)
    gaps: list[Gap] = []
    list(list_sockets(Tables({"tcp": b"", "udp": b"", "raw": b""}, names=()), gaps))
    assert {one.path for one in gaps} == {"netlink:unix", "netlink:packet"}


def test_refusal_and_odd_lines_are_gaps(monkeypatch):
    refuse(monkeypatch, errno.EPERM)
    gaps: list[Gap] = []
    list(list_sockets(Tables({"tcp": b"head\nodd\n"}), gaps))
    assert ("/proc/self/net/tcp", "malformed") in {(one.path, one.reason) for one in gaps}
    assert ("/proc/self/net/udp", "denied") in {(one.path, one.reason) for one in gaps}


def test_silence_of_the_kernel_is_a_timeout_and_no_hang(monkeypatch):
    monkeypatch.setattr(netlink, "MOST_SECONDS", -1.0)
    gaps: list[Gap] = []
    began = time.monotonic()
    list(list_sockets(Tables({}), gaps))
    assert time.monotonic() - began < 1
    assert {one.reason for one in gaps} == {"timeout"}


@needs_root
def test_messages_of_others_are_not_believed(monkeypatch):
    """Whoever is root can send netlink messages to us; the kernel alone sends from port 0."""
    monkeypatch.setattr(netlink, "KERNEL", 12345)
    monkeypatch.setattr(netlink, "MOST_SECONDS", 0.2)
    gaps: list[Gap] = []
    assert list(list_sockets(Tables({}), gaps)) == []
    assert {one.path for one in gaps} >= {"/proc/self/net/tcp", "netlink:unix"}


@needs_root
def test_connections_to_an_address_are_cut_and_others_live():
    with namespace():
        cut_client, cut_server = connected(socket.AF_INET, "127.0.0.66")
        client, server = connected(socket.AF_INET, "127.0.0.1")
        with cut_client, cut_server, client, server:
            assert destroy_sockets(["127.0.0.66"]) >= 1
            cut_client.settimeout(5)
            with pytest.raises(ConnectionError):
                cut_client.recv(1)
            client.send(b"alive")
            assert server.recv(5) == b"alive"
            assert destroy_sockets(["127.0.0.66"]) == 0


@needs_root
def test_whole_networks_and_ipv4_inside_ipv6_are_cut():
    with (
        namespace(),
        socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server,
        socket.create_connection(("127.0.0.1", server.getsockname()[1])) as client,
    ):
        accepted = server.accept()[0]
        with accepted:
            # the first end takes the other one with it, by a reset
            assert destroy_sockets(["127.0.0.0/8", "2001:db8::/32"]) >= 1
            for one in (client, accepted):
                one.settimeout(5)
                with pytest.raises(ConnectionError):
                    one.recv(1)
            server.settimeout(1)
            with socket.create_connection(("::1", server.getsockname()[1])):
                server.accept()[0].close()  # who listens still does


@needs_root
def test_what_is_connected_by_a_port_is_cut_and_what_listens_there_stays():
    with namespace(), ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = server.getsockname()[1]
        client, other = (
            stack.enter_context(socket.create_connection(("127.0.0.1", port), 5)) for _ in range(2)
        )
        for _ in range(2):
            stack.enter_context(server.accept()[0])
        assert destroy_sockets([], [f"udp/{port}", "tcp/1"]) == 0
        own = client.getsockname()[1]
        for number, one in ((own, client), (port, other)):
            assert destroy_sockets([], [f"tcp/{number}"]) >= 1
            with pytest.raises(ConnectionError):
                one.recv(1)
        socket.create_connection(("127.0.0.1", port)).close()


def test_no_address_cuts_nothing():
    assert destroy_sockets([]) == 0


@needs_root
@pytest.mark.parametrize(
    ("code", "error"), [(errno.EOPNOTSUPP, RootoutError), (errno.EPERM, PermissionError)]
)
def test_kernel_that_will_not_destroy_says_so(monkeypatch, code, error):
    with namespace():
        client, server = connected(socket.AF_INET, "127.0.0.1")
        with client, server:
            converse = netlink._converse
            listing = netlink.SOCK_DIAG_BY_FAMILY

            def answer(kind: int, flags: int, request: bytes):
                if kind != listing:
                    raise OSError(code, os.strerror(code))
                yield from converse(kind, flags, request)

            monkeypatch.setattr(netlink, "_converse", answer)
            with pytest.raises(error):
                destroy_sockets(["127.0.0.1"])
            client.send(b"alive")
            assert server.recv(5) == b"alive"


def without(monkeypatch: pytest.MonkeyPatch, protocol: str, code: int) -> None:
    """Take the module that lists `protocol` out of the kernel."""
    converse = netlink._converse

    def answer(kind: int, flags: int, request: bytes):
        if request[1] == netlink.PROTOCOLS[protocol]:
            raise OSError(code, os.strerror(code))
        yield from converse(kind, flags, request)

    monkeypatch.setattr(netlink, "_converse", answer)


@needs_root
def test_kernel_without_udp_diag_still_cuts_what_is_connected(monkeypatch):
    with namespace():
        client, server = connected(socket.AF_INET, "127.0.0.1")
        with client, server:
            without(monkeypatch, "udp", errno.ENOENT)
            assert destroy_sockets(["127.0.0.1"]) >= 1
            client.settimeout(5)
            with pytest.raises(ConnectionError):
                client.recv(1)


@pytest.mark.parametrize(
    ("protocol", "code", "error"),
    [
        ("tcp", errno.ENOENT, RootoutError),
        ("tcp", errno.EPERM, PermissionError),
        ("udp", errno.EPERM, PermissionError),
    ],
)
def test_connections_that_cannot_be_listed_are_never_taken_for_none(
    monkeypatch, protocol, code, error
):
    without(monkeypatch, protocol, code)
    with pytest.raises(error):
        destroy_sockets(["203.0.113.254"])


@needs_root
def test_socket_that_ended_since_it_was_listed_is_no_failure():
    with namespace():
        assert netlink._destroy(socket.AF_INET, socket.IPPROTO_TCP, [b"\1" * 48]) == 0


@given(st.text())
def test_what_is_no_address_is_refused(text):
    with pytest.raises(RootoutError):
        destroy_sockets([f"x{text}"])


@needs_root
def test_tcp_sockets_are_counted_by_state() -> None:
    with namespace():
        assert not count_tcp_states()
        ends = [*connected(socket.AF_INET, "127.0.0.1"), *connected(socket.AF_INET6, "::1")]
        with socket.create_server(("127.0.0.1", 0)):
            found = count_tcp_states()
        assert (found["established"], found["listen"]) == (4, 1)
        for one in ends:
            one.close()


@needs_root
def test_who_waits_for_others_is_listed() -> None:
    with (
        namespace(),
        socket.create_server(("127.0.0.1", 4022)),
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as open_to_all,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connected_to_one,
    ):
        open_to_all.bind(("::1", 4053))
        connected_to_one.connect(("127.0.0.1", 9))
        found = {(one.protocol, one.local_address, one.local_port) for one in list_listeners()}
    assert found == {("tcp", "127.0.0.1", 4022), ("udp", "::1", 4053)}
