"""What the owner of a server relies on, whatever is evicted from it."""

import subprocess
import time

from tests.lab.intrusion.plant import INNOCENT
from tests.lab.server import Server
from tests.lab.ssh import Session


def contents(server: Server) -> dict[str, bytes]:
    """Return the owner's own files, odd or not."""
    return {path: (server.root / path.lstrip("/")).read_bytes() for path in INNOCENT}


def evict_beside(operator: Session, server: Server, case: str, *options: str) -> None:
    """Evict, while the operator's session answers all the time."""
    with subprocess.Popen(
        server.command(*server.rootout_argv("evict", case, "--yes", *options)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        while running.poll() is None:
            assert operator.is_alive(), "the operator was cut off"
            time.sleep(0.5)
        assert running.stdout is not None
        assert running.returncode == 0, running.stdout.read().decode(errors="replace")


def assert_in_service(server: Server) -> None:
    """Look whether the shop, logins, sudo and the owner's own service work, and nothing failed."""
    assert server.fetch("/index.php").startswith("shop ok")
    operator = server.operator()
    assert operator.run("whoami") == "root\n"
    sudo = "su - alice -c 'echo lab-alice | sudo -S -p \"\" id -u'"
    assert operator.run(sudo).split()[-1] == "0"
    assert server.shell("systemctl is-system-running").strip() == "running"
    assert server.shell("systemctl is-active cron shop-worker").split() == ["active", "active"]
