"""Sniffers."""

import pytest
from tests.detect.examples import example, judged, process, stranger

from rootout.collect.artifacts.sockets import Socket
from rootout.detect.checks.packet_socket_of_unpackaged_program import judge


def socket(holder, protocol):
    return example(Socket, protocol=protocol, processes=(holder.key,))


@pytest.mark.parametrize("protocol", ["raw", "packet"])
def test_packet_socket_of_an_unowned_program_is_found(protocol):
    holder = stranger("/usr/sbin/x")
    (found,) = judged(judge, holder, socket(holder, protocol))
    assert found.severity == "medium"
    assert protocol in found.why


def test_socket_of_a_packaged_program_or_of_another_kind_is_left_alone():
    client, shop = process(), stranger("/opt/x")
    sockets = (socket(client, "packet"), socket(shop, "tcp"), socket(process(9), "raw"))
    assert judged(judge, client, shop, *sockets) == []
