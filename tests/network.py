"""A network namespace for one test: what is blocked or cut there touches nobody else."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CLONE_NEWNET = 0x40000000
OWN = "/proc/thread-self/ns/net"
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: network namespaces")
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def namespace() -> Iterator[None]:
    """Move this thread, and what it starts, to a fresh network that has only a loopback."""
    with open(OWN) as home:
        before = os.stat(OWN).st_ino
        _checked(_libc.unshare(CLONE_NEWNET))
        try:
            assert os.stat(OWN).st_ino != before
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
            yield
        finally:
            _checked(_libc.setns(home.fileno(), CLONE_NEWNET))
            assert os.stat(OWN).st_ino == before


def _checked(code: int) -> None:
    if code:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


HERE, OPERATOR, ATTACKER = "192.0.2.2", "192.0.2.1", "192.0.2.66"
HERE_6, OPERATOR_6, ATTACKER_6 = "2001:db8::2", "2001:db8::1", "2001:db8::66"
ECHO = 7000  # a port that answers, on both sides
PLAYER = """
import socket, socketserver, sys, threading

class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        while data := self.request.recv(99):
            self.request.sendall(data)

class Server(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    daemon_threads = allow_reuse_address = True

server = Server(("::", 7000), Echo)
threading.Thread(target=server.serve_forever, daemon=True).start()
kept = {}
print("ready", flush=True)
for line in sys.stdin:
    word, source, target, port = line.split()
    try:
        if word == "keep":
            kept[source] = socket.create_connection((target, int(port)), 0.5, (source, 0))
        if word == "reach":
            socket.create_connection((target, int(port)), 0.5, (source, 0)).close()
        else:
            kept[source].sendall(b"x")
            if kept[source].recv(1) != b"x":
                raise OSError("closed")
        print("yes", flush=True)
    except OSError as error:
        print("no", error, flush=True)
"""


class Player:
    """A program on one side of a wire, which answers on ECHO and connects where it is told."""

    def __init__(self, *command: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(
            [*command, sys.executable, "-c", PLAYER], text=True, **pipes
        )
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, word: str, source: str, target: str, port: int = ECHO) -> bool:
        """Have a connection made (reach), or made and kept (keep), or a kept one used (use)."""
        self.process.stdin.write(f"{word} {source} {target} {port}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().startswith("yes")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@contextmanager
def wired() -> Iterator[tuple[Player, Player]]:
    """Move this thread to a fresh network, wired to another: the server here, all others there."""
    with namespace():
        here, there = Player(), Player("unshare", "-n")
        try:
            far = str(there.process.pid)
            link = ["ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1", "netns", far]
            subprocess.run(link, check=True)
            _dress("v0", (HERE, HERE_6))
            _dress("v1", (OPERATOR, ATTACKER, OPERATOR_6, ATTACKER_6), "nsenter", "-n", "-t", far)
            ways = ((OPERATOR, HERE), (ATTACKER, HERE), (OPERATOR_6, HERE_6), (ATTACKER_6, HERE_6))
            for one, other in ways:  # the neighbours have to find each other first
                assert any(there.ask("reach", one, other) for _ in range(20))
            yield here, there
        finally:
            here.end()
            there.end()


def _dress(link: str, addresses: tuple[str, ...], *inside: str) -> None:
    for address in addresses:
        bits = ("64", "nodad") if ":" in address else ("24",)
        command = f"ip addr add {address}/{' '.join(bits)} dev {link}"
        subprocess.run([*inside, *command.split()], check=True)
    subprocess.run([*inside, *f"ip link set {link} up".split()], check=True)
