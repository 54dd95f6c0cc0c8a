"""A look has everything, and costs what it may."""

import errno
from collections import Counter
from collections.abc import Iterable

from tests.history.test_counters import machine
from tests.machine import Machine

from rootout.history.logs import Logs
from rootout.history.sampler import MOST_LISTENERS, Budget, Sampler
from rootout.host.api import SocketEntry
from rootout.host.live import LiveHost


def listener(port: int, protocol: str = "tcp") -> SocketEntry:
    return SocketEntry(
        protocol=protocol, family=2, state="listen", local_address="0.0.0.0", local_port=port,
        remote_address="", remote_port=0, uid=0, inode=1,
    )  # fmt: skip


class Quiet(Logs):
    """Logs in which one fails each look."""

    def __init__(self) -> None:
        return

    def look(self) -> dict[str, float]:
        return {"logins.failed": 20.0}


def sampler(host: Machine, open_ports: Iterable[SocketEntry] = (), **more: object) -> Sampler:
    host.views["listing"] = frozenset()
    states = more.pop("states", lambda: Counter({"established": 4}))
    return Sampler(
        host, logs=Quiet(), states=states, listeners=lambda: open_ports, traffic=tuple, **more
    )


def test_the_first_look_is_none() -> None:
    assert sampler(machine()).look(1000.0, 5.0) is None


def test_a_look_is_of_the_time_before_it() -> None:
    looks = sampler(machine())
    looks.look(1000.0, 5.0)
    sample = looks.look(5000.0, 15.0)  # the clock of the wall jumped
    assert sample is not None
    assert (sample.time, sample.seconds) == (4990.0, 10.0)


def test_a_look_has_every_kind_of_figure() -> None:
    looks = sampler(machine(), [listener(22)])
    looks.look(1000.0, 5.0)
    sample = looks.look(1010.0, 15.0)
    assert sample is not None
    for name in ("load", "memory.used", "connections.out", "network.bytes.in", "disk.written"):
        assert name in sample.mean
    assert sample.mean["logins.failed"] == 2
    assert sample.mean["tcp.established"] == 4
    assert sample.mean["tcp.syn-sent"] == 0
    assert sample.mean["listeners"] == 1


def test_listeners_are_told_when_they_change() -> None:
    ports = [listener(22), listener(53, "udp"), listener(50000, "udp")]
    looks = sampler(machine(), ports)
    looks.look(1000.0, 5.0)
    assert looks.look(1010.0, 15.0).listeners is None
    ports.append(listener(4444))
    expected = ("tcp 0.0.0.0 22", "tcp 0.0.0.0 4444", "udp 0.0.0.0 53")
    assert looks.look(1020.0, 25.0).listeners == expected


def test_listeners_are_bounded() -> None:
    ports = [listener(port) for port in range(1, 2000)]
    looks = sampler(machine(), ports)
    looks.look(1000.0, 5.0)
    assert looks.look(1010.0, 15.0).mean["listeners"] == MOST_LISTENERS


def test_where_sockets_cannot_be_listed_the_rest_is_seen() -> None:
    def refuse() -> None:
        raise OSError(errno.ENOENT, "no tcp_diag")

    host = machine()
    host.views["listing"] = frozenset()
    looks = Sampler(host, logs=Quiet(), states=refuse, listeners=refuse, traffic=refuse)
    looks.look(1000.0, 5.0)
    sample = looks.look(1010.0, 15.0)
    assert "load" in sample.mean
    assert "listeners" not in sample.mean


def test_who_has_spent_too_much_looks_less() -> None:
    clock = iter([0.0, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    looks = sampler(machine(), budget=Budget(0.01, lambda: next(clock)))
    looks.look(1000.0, 0.0)  # 0.3 to begin with; 0.1 are spent
    assert "processes" in looks.look(1010.0, 10.0).mean  # 0.1 more to spend, 0.4 spent
    assert "processes" not in looks.look(1012.0, 12.0).mean
    assert "load" in looks.look(1014.0, 14.0).mean
    assert "processes" in looks.look(1034.0, 34.0).mean


def test_this_machine_can_be_looked_at() -> None:
    looks = Sampler(LiveHost())
    looks.look(1000.0, 5.0)
    sample = looks.look(1010.0, 15.0)
    assert sample is not None
    assert sample.mean["processes"] > 0
    assert sample.mean["memory.used"] > 0
