"""Cut the server off while the operator sits in it by ssh: they stay, nobody else gets through."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.lab.network import ATTACKER, OPERATOR, SERVER
from tests.lab.server import Server
from tests.lab.ssh import Session, SessionLostError, command

pytestmark = pytest.mark.lab

SECONDS = 20  # until an isolation that nobody confirms ends
GRACE = 15  # more seconds, on a machine that is busy
PORT = 8099  # where somebody outside listens
# the operator's connection, their shell, and rootout in it
SESSION = (b"sshd: root", b"bash --noediting", b" contain ")
OWN = """\
table inet administrator {
	chain input {
		type filter hook input priority filter; policy accept;
		ip saddr 192.0.2.7 tcp dport 22 counter packets 0 bytes 0 accept
		tcp dport 3306 counter packets 0 bytes 0 drop
	}
}
"""


def test_an_isolation_that_nobody_confirms_ends_by_itself(server: Server) -> None:
    operator, case = prepare(server)
    other = server.log_in(command(server.outside, "root", ATTACKER, "-i", str(server.base.key)))
    said = isolate(operator, server, case)
    assert f"rootout contain {case} --confirm" in said
    with pytest.raises(SessionLostError):
        other.run("echo here", timeout=2)
    assert_isolated(server, operator)
    wait_until(lambda: not is_isolated(server), SECONDS + GRACE)
    assert_open(server, operator)
    undone = server.rootout("undo", case)
    assert undone.code == 0, undone
    assert_open(server, operator)


def test_a_confirmed_isolation_stays_until_it_is_undone(server: Server) -> None:
    operator, case = prepare(server)
    begun = time.monotonic()
    isolate(operator, server, case)
    second = server.operator()
    argv = server.rootout_argv("contain", case, "--confirm")
    assert "stays isolated" in second.run(" ".join(argv), timeout=60)
    passed = time.monotonic() - begun
    time.sleep(max(0, SECONDS + 8 - passed))  # past both that would end it: rootout and the kernel
    assert_isolated(server, operator)
    undone = second.run(" ".join((*server.rootout_argv("undo", case), "; echo code=$?")), 60)
    assert undone.endswith("code=0\n"), undone
    assert_open(server, operator)
    late = server.rootout("contain", case, "--confirm")
    assert late.code == 4, late


@pytest.mark.parametrize("killed", [SESSION, (*SESSION, b"rootout.respond.deadman")])
def test_it_ends_too_where_rootout_and_its_terminal_were_killed(
    server: Server, killed: tuple[bytes, ...]
) -> None:
    operator, case = prepare(server)
    operator.run(f"{' '.join(contain(server, case))} >/root/said 2>&1 &")
    wait_until(lambda: is_isolated(server), 60)
    kill(server, killed)
    wait_until(lambda: not operator.is_alive(), 10)
    assert not gets_in(server, ATTACKER)
    again = server.operator()  # the way in is open all the time
    wait_until(lambda: gets_in(server, ATTACKER), SECONDS + GRACE)
    assert gets_out(server, ATTACKER)
    undone = server.rootout("undo", case)
    assert undone.code == 0, undone
    assert_open(server, again)


def prepare(server: Server) -> tuple[Session, str]:
    """Log the operator in, on a server with rules of its own, and scan it."""
    operator = server.operator()
    rules = server.root / "root/own.nft"
    rules.write_text(OWN)
    server.shell("nft -f /root/own.nft")
    listen(server)
    assert_open(server, operator)
    return operator, f"{server.rootout('scan', '--json').json()['case']}"


def contain(server: Server, case: str) -> list[str]:
    limit = ("--confirm-within", str(SECONDS))
    return server.rootout_argv("contain", case, "--isolate", "--yes", *limit)


def isolate(operator: Session, server: Server, case: str) -> str:
    line = " ".join(contain(server, case))
    said = operator.run(f"{line} 2>&1; echo code=$?", timeout=60)
    assert said.rstrip().endswith("code=0"), said
    return said


def assert_isolated(server: Server, operator: Session) -> None:
    assert operator.is_alive()
    assert server.operator().is_alive()
    assert server.fetch("/")
    assert not gets_in(server, ATTACKER)
    assert not gets_out(server, ATTACKER)
    assert gets_out(server, OPERATOR)
    assert_own_rules(server)


def assert_open(server: Server, operator: Session) -> None:
    assert operator.is_alive()
    assert not is_isolated(server)
    assert gets_in(server, ATTACKER)
    assert gets_out(server, ATTACKER)
    assert server.shell("nft list tables") == "table inet administrator\n"
    assert_own_rules(server)


def assert_own_rules(server: Server) -> None:
    assert server.shell("nft list table inet administrator") == OWN


def is_isolated(server: Server) -> bool:
    """Say whether the rules are there; nft's own word, asked from outside rootout."""
    return "isolated" in server.shell("nft list ruleset")


def gets_in(server: Server, source: str) -> bool:
    """Say whether a new connection from `source` reaches the server's web site."""
    argv = ("curl", "-s", "-m", "2", "-o", "/dev/null", "--interface", source, f"http://{SERVER}/")
    return subprocess.run(server.outside.command(*argv), check=False).returncode == 0


def gets_out(server: Server, target: str) -> bool:
    """Say whether a new connection from the server reaches `target`."""
    url = f"http://{target}:{PORT}/"
    return server.run("curl", "-s", "-m", "2", "-o", "/dev/null", url).code == 0


def listen(server: Server) -> None:
    """Serve a page outside, on every address there."""
    folder = server.folder / "pages"
    folder.mkdir()
    program = [sys.executable, "-m", "http.server", "-d", str(folder), str(PORT)]
    running = subprocess.Popen(
        server.outside.command(*program),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server.closing.callback(running.communicate)
    server.closing.callback(running.kill)
    wait_until(lambda: gets_out(server, OPERATOR), 10)


def kill(server: Server, killed: tuple[bytes, ...]) -> None:
    """Kill -9 every process on whose command line one of these stands."""
    for folder in server.processes().values():
        with suppress(OSError):  # it ended while we looked
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
            if any(one in words for one in killed):
                os.kill(int(folder.name), signal.SIGKILL)


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    """Wait for a condition. Raises AssertionError where it does not come to be."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.2)
