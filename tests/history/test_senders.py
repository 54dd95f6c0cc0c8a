from tests.traffic.test_owners import Sockets, entry

from rootout.history.senders import Senders
from rootout.history.use import Use
from rootout.host.tcp_traffic import Carried


def connection(inode: int, sent: int) -> Carried:
    one = entry(inode, 40000, 443)
    return Carried(entry=one, bytes_out=sent, bytes_in=0, packets_out=1, packets_in=1)


class Traffic:
    """Connections that are what they are told to be."""

    def __init__(self) -> None:
        self.now = [connection(71, 0)]

    def __call__(self) -> list[Carried]:
        return self.now


def test_the_program_of_who_sends_much_is_named() -> None:
    traffic, host = Traffic(), Sockets()
    senders = Senders(traffic)
    assert senders.look(host, 0.0) == {}
    traffic.now = [connection(71, 500_000), connection(72, 500_000)]
    assert senders.look(host, 10.0) == {"/usr/bin/curl": Use(sent=100_000)}


def test_who_sends_little_is_not_looked_for() -> None:
    traffic, host = Traffic(), Sockets()
    senders = Senders(traffic)
    senders.look(host, 0.0)
    traffic.now = [connection(71, 500)]
    assert senders.look(host, 10.0) == {}


def test_holders_are_searched_once_a_minute() -> None:
    traffic, host = Traffic(), Sockets()
    senders = Senders(traffic)
    senders.look(host, 0.0)
    traffic.now = [connection(71, 10**6)]
    assert list(senders.look(host, 10.0)) == ["/usr/bin/curl"]
    traffic.now = [connection(71, 10**6), connection(73, 10**6)]
    assert list(senders.look(host, 20.0)) == ["(not known)"]
    traffic.now = [connection(71, 10**6), connection(73, 2 * 10**7)]
    assert list(senders.look(host, 80.0)) == ["/usr/bin/curl"]


def test_where_nothing_is_told_nobody_sends() -> None:
    def refuse() -> list[Carried]:
        raise OSError

    assert Senders(refuse).look(Sockets(), 0.0) == {}
