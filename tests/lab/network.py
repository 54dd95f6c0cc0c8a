"""The world outside a lab server: one network namespace with an operator and an attacker in it."""

import subprocess

SERVER = "10.77.0.2"
OPERATOR = "10.77.0.1"
ATTACKER = "10.77.0.66"


class Outside:
    """A namespace of its own for each lab, so that two labs never meet."""

    def __init__(self, name: str) -> None:
        """Make the namespace; nothing is connected yet."""
        self.name = name
        _ip("netns", "add", name)
        _ip("-n", name, "link", "set", "lo", "up")

    def connect(self, leader: int) -> None:
        """Join this namespace to that of process `leader` by a veth pair, its end named host0.

        The pair dies with the server's namespace at every power-off, so each boot needs it anew.
        """
        end = ("type", "veth", "peer", "name", "host0", "netns", str(leader))
        _ip("-n", self.name, "link", "add", "server", *end)
        for address in (OPERATOR, ATTACKER):
            _ip("-n", self.name, "address", "add", f"{address}/24", "dev", "server")
        _ip("-n", self.name, "link", "set", "server", "up")

    def command(self, *argv: str) -> list[str]:
        """Return `argv` as it is to be run outside, in the peers' namespace.

        Not `ip netns exec`, which mounts a new /sys.
        """
        return ["nsenter", f"--net=/run/netns/{self.name}", "--", *argv]

    def close(self) -> None:
        """Take the namespace away."""
        _ip("netns", "delete", self.name)


def _ip(*argv: str) -> None:
    subprocess.run(["ip", *argv], check=True, capture_output=True, text=True)
