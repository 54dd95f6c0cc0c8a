"""Who holds a socket is found and remembered."""

import os
import socket
import sys

import pytest
from tests.machine import Machine
from tests.network import namespace, needs_root

from rootout.host.api import SocketEntry
from rootout.host.live import LiveHost
from rootout.traffic.frames import TCP, UDP
from rootout.traffic.owners import Owner, Owners, text_of
from rootout.traffic.tally import Flow

OWN, OTHER = socket.inet_aton("192.0.2.1"), socket.inet_aton("198.51.100.9")


def entry(inode: int, local: int, remote: int = 0, protocol: str = "tcp") -> SocketEntry:
    return SocketEntry(
        protocol=protocol, family=2, state="x", local_address="192.0.2.1", local_port=local,
        remote_address="198.51.100.9" if remote else "0.0.0.0", remote_port=remote, uid=33,
        inode=inode,
    )  # fmt: skip


def flow(local: int, remote: int, protocol: int = TCP) -> Flow:
    return Flow(protocol, OWN, local, OTHER, remote)


class Sockets(Machine):
    """One process that holds sockets 71, 72 and 73."""

    def __init__(self, *entries: SocketEntry) -> None:
        super().__init__()
        self.entries = list(entries)
        self.looks = 0
        self.views["listing"] = frozenset({7})
        self.files["/proc/7/stat"] = b"7 (x) S 1 1 1 0 -1 0 0 0 0 0 1 0 0 0 20 0 1 0 5 0 0"
        self.folders |= {"/proc/7/fd": ("3", "4", "5"), "/proc/7/task": ("7",)}
        self.links |= {f"/proc/7/fd/{one}": f"socket:[{one + 68}]" for one in (3, 4, 5)}
        self.links["/proc/7/exe"] = "/usr/bin/curl"

    def sockets(self):
        self.looks += 1
        yield from self.entries


CURL = Owner(program="/usr/bin/curl", pid=7, uid=33)


def test_who_holds_the_socket_is_behind_the_flow() -> None:
    host = Sockets(entry(71, 40000, 443))
    owners = Owners(host)
    owners.look([flow(40000, 443)])
    assert owners.of(flow(40000, 443)) == CURL
    assert owners.of(flow(40001, 443)) is None


def test_a_connection_that_ended_is_remembered() -> None:
    host = Sockets(entry(71, 40000, 443))
    owners = Owners(host)
    owners.look([flow(40000, 443)])
    host.entries.clear()
    owners.look([flow(40000, 443), flow(40001, 443)])
    assert owners.of(flow(40000, 443)) == CURL


def test_what_is_known_is_not_asked_again() -> None:
    host = Sockets(entry(71, 40000, 443))
    owners = Owners(host)
    for _ in range(3):
        owners.look([flow(40000, 443)])
    owners.look([])
    assert host.looks == 1


def test_what_ended_too_soon_was_taken_by_who_listens() -> None:
    owners = Owners(Sockets(entry(72, 22)))
    owners.look([flow(22, 50000)])
    assert owners.of(flow(22, 50000)) == CURL
    assert owners.is_listener(flow(22, 50000))
    assert not owners.is_listener(flow(23, 50000))
    assert not owners.is_listener(flow(22, 50000, UDP))


def test_a_socket_of_nobody_has_its_account_at_least() -> None:
    owners = Owners(Sockets(entry(99, 40000, 443)))
    owners.look([flow(40000, 443)])
    assert owners.of(flow(40000, 443)) == Owner(program="", pid=0, uid=33)


@pytest.mark.parametrize(("raw", "text"), [(OWN, "192.0.2.1"), (bytes(15) + b"\1", "::1")])
def test_addresses_are_written(raw: bytes, text: str) -> None:
    assert text_of(raw) == text


@needs_root
def test_a_connection_of_this_test_is_its_own() -> None:
    with namespace(), socket.create_server(("127.0.0.1", 4020)) as server:
        client = socket.create_connection(("127.0.0.1", 4020))
        taken = server.accept()[0]
        own = socket.inet_aton("127.0.0.1")
        one = Flow(TCP, own, client.getsockname()[1], own, 4020)
        owners = Owners(LiveHost())
        owners.look([one])
        found = owners.of(one)
        assert found is not None
        assert (found.pid, found.uid) == (os.getpid(), 0)
        assert os.path.realpath(sys.executable) in found.program
        client.close()
        taken.close()
