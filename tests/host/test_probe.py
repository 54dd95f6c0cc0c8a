import shutil
import subprocess

import pytest
from tests.host.programs import Installed
from tests.network import (
    ATTACKER,
    ATTACKER_6,
    OPERATOR,
    OPERATOR_6,
    namespace,
    needs_root,
    wired,
)

from rootout.host.firewall import Firewall
from rootout.host.probe import answers, lets_out

needs_nft = pytest.mark.skipif(shutil.which("nft") is None, reason="needs nft")


@needs_root
def test_without_a_route_nothing_leaves_and_nothing_comes_back():
    with namespace():
        for address in ("203.0.113.9", "2001:db8::9"):
            assert not lets_out(address)
            assert not answers(address)
        for address in ("127.0.0.1", "::1"):
            assert lets_out(address)
            assert answers(address)


@needs_root
@needs_nft
def test_what_is_dropped_here_does_not_leave_and_the_rest_answers():
    with wired():
        everybody = (OPERATOR, OPERATOR_6, ATTACKER, ATTACKER_6)
        assert all(map(lets_out, everybody))
        assert all(map(answers, everybody))
        wall = Firewall(Installed())
        wall.isolate([OPERATOR, OPERATOR_6])
        assert [lets_out(one) for one in everybody] == [True, True, False, False]
        assert [answers(one) for one in everybody] == [True, True, False, False]
        wall.end_isolation()
        assert all(map(lets_out, everybody))


@needs_root
@needs_nft
def test_who_is_silent_does_not_answer_though_packets_leave():
    with wired():
        rule = "table inet mine { chain input { type filter hook input priority 0; \
ip saddr 192.0.2.66 drop; }; }"
        subprocess.run(["nft", "-f", "-"], input=rule.encode(), check=True)
        assert lets_out(ATTACKER)
        assert not answers(ATTACKER, seconds=0.3)
