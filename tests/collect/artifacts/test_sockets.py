"""Each socket is told with who holds it, and whether /proc/net shows it."""

import errno
import os
import socket as sockets
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from tests.machine import Machine

from rootout.collect.artifacts.sockets import Socket, collect
from rootout.host.api import SocketEntry
from rootout.host.live import LiveHost
from rootout.model.entity import Entity, Tie
from rootout.model.record import Gap

NET = "/proc/self/net"
STAT = b"%d (a) b) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 500 0 0\n"


def entry(inode: int, **changes: object) -> SocketEntry:
    fields: dict[str, object] = {
        "protocol": "tcp", "family": 2, "state": "established", "inode": inode, "uid": 33,
        "local_address": "192.0.2.1", "local_port": 4444,
        "remote_address": "203.0.113.9", "remote_port": 443,
    }  # fmt: skip
    return SocketEntry(**(fields | changes))  # type: ignore[arg-type]


def listening(inode: int, **changes: object) -> SocketEntry:
    ends = {"state": "listen", "remote_address": "0.0.0.0", "remote_port": 0}
    return entry(inode, **(ends | changes))


def table(*inodes: int) -> bytes:
    rows = b"".join(b"0: A:1 B:2 01 0:0 0:0 0 33 0 %d 1 0\n" % inode for inode in inodes)
    return b"the head\n" + rows


class Network(Machine):
    """A machine whose sockets are listed in turn: one list for each look, the last one again."""

    def __init__(self, *looks: list[SocketEntry], shown: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.looks = list(looks)
        self.views = {"listing": frozenset()}
        self.files = {
            f"{NET}/{name}": table() for name in ("tcp6", "udp", "udp6", "raw", "raw6")
        } | {f"{NET}/tcp": table(*shown)}

    def sockets(self) -> Iterator[SocketEntry]:
        yield from self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    def add(self, pid: int, **links: str) -> None:
        self.views["listing"] |= {pid}
        self.files[f"/proc/{pid}/stat"] = STAT % pid
        self.folders[f"/proc/{pid}/fd"] = [name[1:] for name in links]
        self.links |= {f"/proc/{pid}/fd/{name[1:]}": target for name, target in links.items()}


def told(made: Machine) -> list[Socket]:
    return [one for one in collect(made) if isinstance(one, Socket)]


def gaps(made: Machine) -> list[tuple[str, str]]:
    return [(one.path, one.reason) for one in collect(made) if isinstance(one, Gap)]


def test_connection_is_tied_to_every_process_that_holds_it():
    made = Network([entry(7)], shown=(7,))
    made.add(10, _3="socket:[7]", _4="/dev/null", _5="socket:[8]", _6="socket:[7]")
    made.add(11, _0="socket:[7]")
    (one,) = told(made)
    assert one.processes == ("10:500", "11:500")
    assert one.in_proc_net
    address = Entity("address", "203.0.113.9")
    assert one.entities() == (Entity("process", "10:500"), Entity("process", "11:500"), address)
    assert next(iter(one.ties())) == Tie(Entity("process", "10:500"), "connects", address)
    assert one.origin.path == "netlink:tcp"


def test_listener_is_tied_to_its_port():
    made = Network([listening(7), listening(8, protocol="udp", state="close")], shown=(7, 8))
    made.add(10, _3="socket:[7]", _4="socket:[8]")
    tcp, udp = told(made)
    assert tcp.remote_address == ""
    assert list(tcp.ties()) == [
        Tie(Entity("process", "10:500"), "listens", Entity("port", "tcp/4444"))
    ]
    assert udp.is_listening


def test_unix_sockets_are_told_only_where_they_listen():
    unix = {"protocol": "unix", "family": 1, "remote_address": "", "remote_port": 0}
    made = Network([entry(7, **unix), entry(8, **unix | {"state": "listen"})])
    assert [one.inode for one in told(made)] == [8]
    assert told(made)[0].in_proc_net


def test_socket_that_a_table_does_not_show_is_hidden():
    made = Network([entry(7), listening(8), entry(9)], shown=(9,))
    assert [one.in_proc_net for one in told(made)] == [False, False, True]


def test_socket_that_came_or_changed_between_the_looks_is_not_called_hidden():
    before, after = [entry(7, state="syn-sent")], [entry(7), entry(8)]
    assert all(one.in_proc_net for one in told(Network(before, after)))


def test_socket_that_went_before_the_last_look_is_not_called_hidden():
    made = Network([entry(7)], [entry(7)], [])
    assert [one.in_proc_net for one in told(made)] == [True]


def test_socket_that_a_second_look_at_the_table_shows_is_not_hidden():
    class Late(Network):
        reads = 0

        def read(self, path: str, limit: int = 0):
            if path == f"{NET}/tcp":
                self.reads += 1
                self.files[path] = table(7) if self.reads > 1 else table()
            return super().read(path)

    assert [one.in_proc_net for one in told(Late([entry(7), entry(8)]))] == [True, False]


def test_what_the_kernel_keeps_out_of_its_tables_is_not_hidden():
    time_wait, bound = entry(0, state="time-wait"), entry(5, state="close")
    sniffer = entry(6, protocol="packet", family=17)
    made = Network([time_wait, bound, sniffer, entry(4, state="bound-inactive")])
    assert all(one.in_proc_net for one in told(made))


def test_table_that_cannot_be_read_accuses_nobody_and_is_a_gap():
    made = Network([entry(7), entry(8, family=10)])
    made.files[f"{NET}/tcp"] = OSError(errno.EFBIG, "File too large")
    assert [one.in_proc_net for one in told(made)] == [True, False]
    assert gaps(made) == [(f"{NET}/tcp", "too_large")]


def test_kernel_without_ipv6_is_no_gap():
    made = Network([entry(7)], shown=(7,))
    del made.files[f"{NET}/tcp6"]
    assert gaps(made) == []


def test_processes_that_show_nothing_are_counted():
    made = Network([entry(7)], shown=(7,))
    made.add(10, _3="socket:[7]")
    for pid in (11, 12):
        made.add(pid)
        made.folders[f"/proc/{pid}/fd"] = PermissionError(errno.EACCES, "Permission denied")
    assert told(made)[0].processes == ("10:500",)
    (gap,) = (one for one in collect(made) if isinstance(one, Gap))
    assert (gap.path, gap.reason) == ("/proc", "denied")
    assert "of 2 processes" in gap.detail


def test_processes_and_files_that_vanish_are_no_gap():
    made = Network([entry(7)], shown=(7,))
    made.add(10, _3="socket:[7]", _4="socket:[7]")
    del made.links["/proc/10/fd/4"]
    made.views["listing"] |= {11}
    made.add(12, _3="socket:[7]")
    made.files["/proc/12/stat"] = b""
    assert told(made)[0].processes == ("10:500",)
    assert gaps(made) == []


def test_gaps_of_the_host_that_arise_meanwhile_are_told_once():
    class Forgetful(Network):
        def sockets(self) -> Iterator[SocketEntry]:
            late = Gap(artifact="sockets", path="netlink:unix", reason="denied")
            self.gaps = tuple(dict.fromkeys((*self.gaps, late)))
            yield from ()

    made = Forgetful([])
    made.gaps = (Gap(artifact="host", path="/proc", reason="denied"),)
    assert gaps(made) == [("netlink:unix", "denied")]


@given(st.binary(), st.text(), st.text(max_size=20))
def test_any_tables_and_links_are_survived(data, target, number):
    made = Network([entry(7)])
    made.files[f"{NET}/tcp"] = b"\n" + data
    made.add(10, _3=target, _4=f"socket:[{number}]")
    made.files["/proc/10/stat"] = data
    made.files |= {"/proc/11/stat": STAT % 11}
    assert len(told(made)) == 1


def test_own_listener_on_this_machine_is_told():
    with sockets.create_server(("127.0.0.1", 0)) as server:
        inode = os.fstat(server.fileno()).st_ino
        (one,) = (one for one in told(LiveHost()) if one.inode == inode)  # type: ignore[arg-type]
    assert one.state == "listen"
    assert one.in_proc_net
    assert [key.partition(":")[0] for key in one.processes] == [str(os.getpid())]
