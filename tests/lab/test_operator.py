"""rootout where a person runs it: in their own ssh session on the hacked server."""

import shlex

import pytest
from tests.lab.intrusion.plant import intrude
from tests.lab.network import OPERATOR
from tests.lab.server import Server
from tests.lab.ssh import Session

pytestmark = pytest.mark.lab


def run(operator: Session, server: Server, *argv: str) -> str:
    command = " ".join(shlex.quote(one) for one in server.rootout_argv(*argv))
    return operator.run(f"{command} 2>&1; echo code=$?", timeout=120)


def test_an_operator_ends_it_from_their_own_session_and_stays_connected(server: Server) -> None:
    operator = server.operator()
    planted = intrude(server, leave_open=True)
    assert "1 incident" in run(operator, server, "scan")

    said = run(operator, server, "evict", "--yes", "--watch", "2")
    assert said.rstrip().endswith("code=0"), said
    assert OPERATOR not in said
    assert planted.pids() == {}
    assert operator.is_alive()
    assert server.operator().is_alive()

    taken_back = run(operator, server, "undo")
    assert taken_back.rstrip().endswith("code=0"), taken_back
    assert operator.is_alive()
