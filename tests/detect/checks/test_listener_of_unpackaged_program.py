"""Strange listeners."""

import pytest
from tests.detect.examples import example, judged, process, stranger, unit

from rootout.collect.artifacts.sockets import Socket
from rootout.detect.checks.listener_of_unpackaged_program import judge
from rootout.model.entity import Entity


def socket(holder, **given):
    common = {
        "protocol": "tcp",
        "state": "listen",
        "local_address": "0.0.0.0",
        "local_port": 47113,
        "processes": (holder.key,),
    }
    return example(Socket, **common | given)


@pytest.mark.parametrize(
    "holder",
    [
        stranger("/opt/x", is_deleted=True),
        stranger("/memfd:x", in_memory=True),
        stranger("/tmp/x"),
        stranger("/usr/lib/.x/y", unit="ssh.service"),
    ],
)
def test_listener_whose_program_hides_is_found(holder):
    ssh = unit("ssh.service", "/usr/sbin/sshd", package="openssh-server")
    (found,) = judged(judge, holder, ssh, socket(holder))
    assert found.severity == "medium"
    assert found.entities == (Entity("process", holder.key), Entity("port", "tcp/47113"))
    assert "47113" in found.why


def test_listener_that_no_package_owns_is_found_as_a_low_note():
    holder = stranger("/opt/app/server", unit="app.service")
    (found,) = judged(judge, holder, unit("app.service", "/opt/app/server"), socket(holder))
    assert (found.severity, found.confidence) == ("low", "low")


def test_ordinary_listener_is_left_alone():
    own, shop = process(), stranger("/opt/app/server")
    child = stranger("/opt/worker", unit="nginx.service")
    packaged = unit("nginx.service", "/usr/sbin/nginx", package="nginx")
    sockets = (
        socket(own),
        socket(shop, local_address="127.0.0.1"),
        socket(shop, local_address="::1"),
        socket(shop, protocol="udp", state="close"),
        socket(shop, state="established"),
        socket(child),
        socket(process(999)),
        socket(process(98, executable=None, package=None)),
    )
    odd = process(98, executable=None, package=None)
    assert judged(judge, own, shop, child, odd, packaged, *sockets) == []
