"""What a scan of the lab server costs, beside Debian's own scanners there; and `rootout --help`.

Claims: at most 10 s of CPU, 6 s of wall time and 100 MB for a scan with every packaged digest; help
within 150 ms. The peers are debsums, chkrootkit and rkhunter, installed on the throw-away server.
Run as root: `.venv/bin/python benchmarks/scan.py [RUNS]`. Prints medians and ratios only.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.lab.build import CACHE, build
from tests.lab.server import Server
from tests.lab.stage import stage

# Runs one command on the server and prints what the kernel counted for it and its children.
METER = """
import json, resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "cpu": used.ru_utime + used.ru_stime,
    "wall": time.monotonic() - start,
    "memory": used.ru_maxrss / 1024,
}))
"""
Figures = dict[str, float]
PEERS = ("chkrootkit", "rkhunter", "libunix-syslog-perl")  # debsums is there


def measure(server: Server, argv: list[str], runs: int) -> Figures:
    """Return the median CPU seconds, wall seconds and peak megabytes of `runs` after a warm-up."""
    found = []
    for number in range(runs + 1):
        done = subprocess.run(
            server.command("/usr/bin/python3", "-c", METER, *argv),
            stdout=subprocess.PIPE,
            check=True,
        )
        if number:
            found.append(json.loads(done.stdout))
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def install_peers(server: Server) -> None:
    """Put Debian's packages of the peers on the server; all that they need is there already."""
    folder = server.root / "root/peers"
    folder.mkdir()
    options = ["-qq", "-o", "APT::Sandbox::User=root"]
    subprocess.run(["apt-get", *options, "download", *PEERS], cwd=folder, check=True)
    server.shell("DEBIAN_FRONTEND=noninteractive dpkg --force-depends -i /root/peers/*.deb")


def main(runs: int) -> None:
    """Print one row for each command, and the ratio to the peer."""
    base = build()
    folder = stage(Path(tempfile.mkdtemp()))
    with Server(base, CACHE / "run", folder).running() as server:
        install_peers(server)
        commands = {
            "rootout scan": server.rootout_argv("scan"),
            "rootout scan --fast": server.rootout_argv("scan", "--fast"),
            "rootout --help": server.rootout_argv("--help"),
            "debsums -s -a": ["/usr/bin/debsums", "-s", "-a"],
            "chkrootkit -q": ["/usr/sbin/chkrootkit", "-q"],
            "rkhunter --check --sk": ["/usr/bin/rkhunter", "--check", "--sk"],
        }
        rows = {name: measure(server, argv, runs) for name, argv in commands.items()}
    peer = rows["debsums -s -a"]
    print(f"{'command':22}{'CPU s':>9}{'wall s':>9}{'MB':>8}{'CPU / debsums':>16}")
    for name, row in rows.items():
        ratio = row["cpu"] / peer["cpu"]
        print(f"{name:22}{row['cpu']:9.2f}{row['wall']:9.2f}{row['memory']:8.0f}{ratio:16.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
