"""Real firewalls, each in a network namespace of its own."""

import os
import shutil
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootout.errors import RootoutError
from rootout.host import firewall
from rootout.host.firewall import NFT, Firewall
from rootout.host.program import Completed

needs_nft = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("nft") is None, reason="needs root and nft"
)
PRELUDE = """
import subprocess
from rootout.host.firewall import Firewall
from rootout.host.program import Completed

class Programs:
    "Runs what is installed, as TrustedPrograms would if its package vouched for it."
    def __init__(self, *hidden):
        self.hidden = hidden
    def find(self, candidates):
        import os
        return next((one for one in candidates
                     if os.path.exists(one) and one.rpartition("/")[2] not in self.hidden), None)
    def run(self, candidates, arguments, stdin=b""):
        done = subprocess.run([self.find(candidates), *arguments], input=stdin, capture_output=True)
        return Completed(code=done.returncode, output=done.stdout, errors=done.stderr)

def rules():
    return subprocess.run(["nft", "list", "ruleset"], capture_output=True, text=True).stdout
"""


def in_namespace(code: str) -> str:
    done = subprocess.run(
        ["unshare", "-n", sys.executable, "-c", PRELUDE + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_nft
def test_addresses_and_networks_of_both_families_are_blocked_and_let_go() -> None:
    out = in_namespace("""
        wall = Firewall(Programs())
        print(sorted(wall.blocked_addresses()))
        wall.block(["203.0.113.9", "198.51.100.0/24", "2001:db8::9", "2001:db8:1::/48"])
        wall.block(["203.0.113.9"])
        print(sorted(wall.blocked_addresses()))
        print(rules().count("drop"))
        wall.unblock(["203.0.113.9", "192.0.2.1"])
        print(sorted(wall.blocked_addresses()))
        wall.unblock(["198.51.100.0/24", "2001:db8::9", "2001:db8:1::/48"])
        print(repr(rules()))
        wall.unblock(["203.0.113.9"])
    """).split("\n")
    both = ["198.51.100.0/24", "2001:db8:1::/48", "2001:db8::9", "203.0.113.9"]
    assert out[:5] == ["[]", str(both), "24", str(both[:3]), "''"]


@needs_nft
def test_rules_of_the_administrator_stay_as_they_are() -> None:
    out = in_namespace("""
        mine = "table inet mine { chain input { type filter hook input priority 0; }; }"
        subprocess.run(["nft", "-f", "-"], input=mine.encode(), check=True)
        before = rules()
        wall = Firewall(Programs())
        wall.block(["203.0.113.9"])
        print(before in rules() or "table inet mine" in rules())
        wall.unblock(["203.0.113.9"])
        print(before == rules())
    """)
    assert out == "True\nTrue\n"


@needs_nft
def test_a_blocked_address_cannot_be_reached_and_others_can() -> None:
    out = in_namespace("""
        import socket
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        Firewall(Programs()).block(["127.0.0.66"])
        with socket.create_server(("0.0.0.0", 0)) as server:
            for address in ("127.0.0.66", "127.0.0.1"):
                try:
                    socket.create_connection((address, server.getsockname()[1]), 0.3)
                    print("reached")
                except OSError:
                    print("blocked")
    """)
    assert out == "blocked\nreached\n"


@needs_nft
@pytest.mark.skipif(shutil.which("iptables") is None, reason="needs iptables")
def test_without_nft_a_chain_of_iptables_does_it() -> None:
    out = in_namespace("""
        wall = Firewall(Programs("nft"))
        wall.block(["203.0.113.9", "2001:db8::9"])
        wall.block(["203.0.113.9"])
        print(sorted(wall.blocked_addresses()))
        wall.unblock(["203.0.113.9", "2001:db8::9"])
        print(sorted(wall.blocked_addresses()), "ROOTOUT" in rules())
    """)
    assert out == "['2001:db8::9', '203.0.113.9']\n[] False\n"


class Silent:
    """Programs that are there, and refuse."""

    def find(self, candidates: tuple[str, ...]) -> str | None:
        return candidates[0] if candidates == NFT else None

    def run(self, *_: object) -> Completed:
        return Completed(code=1, output=b"", errors=b"Operation not permitted")


def test_a_refusal_is_told_with_a_hint() -> None:
    with pytest.raises(RootoutError, match="nft refused: Operation not permitted"):
        Firewall(Silent()).block(["203.0.113.9"])  # type: ignore[arg-type]


def test_nothing_to_block_asks_nobody() -> None:
    Firewall(Silent()).block([])  # type: ignore[arg-type]


@given(st.text())
def test_only_addresses_ever_reach_the_firewall(text: str) -> None:
    try:
        network = firewall._network(text)
    except RootoutError:
        return
    assert set(firewall._text(network)) <= set("0123456789abcdef.:/")
