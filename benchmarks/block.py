"""What it costs to block 100,000 addresses, and to let them go, beside `ipset` and single rules.

Claims: blocked within 1 s in one transaction, gone with one delete, and the administrator's own
rules as they were. All of it happens in a network namespace that ends with the script.
Run as root: `.venv/bin/python benchmarks/block.py [RUNS]`. Prints medians, of the clock and of the
CPU, children included. The claim is judged by the CPU where others keep the machine busy.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.network import namespace

from rootout.case.blobs import Blobs
from rootout.host.live import LiveHost
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.executor import carry_out, take_back
from rootout.respond.guard import Guard, Protected
from rootout.respond.journal import Journal

MANY = tuple(str(ip_address(0x0B000000 + 7 * number)) for number in range(100_000))
FEW = MANY[:200]  # of single rules: 100,000 would take an hour
OWN = """table inet administrator {
    chain input { type filter hook input priority 0; ip saddr 192.0.2.7 tcp dport 22 accept; }
}"""
MOST_SECONDS = 1.0


def nft(*words: str, script: str = "") -> str:
    """Run nft, or end."""
    done = subprocess.run(["nft", *words], input=script, text=True, capture_output=True, check=True)
    return done.stdout


@dataclass(frozen=True)
class Cost:
    """What something took, in seconds."""

    wall: float
    cpu: float


def cost(work: Callable[[], object]) -> Cost:
    """Return what `work` took."""
    start, used = time.monotonic(), os.times()
    work()
    now = os.times()
    return Cost(time.monotonic() - start, sum(now[:4]) - sum(used[:4]))


def rootout_rows(host: LiveHost, folder: Path) -> dict[str, Cost]:
    """Block and let go by the host alone, and by a whole action: guard, journal, second look."""
    rows = {"finding a genuine nft, once": cost(host.blocked_addresses)}
    rows["host.block"] = cost(lambda: host.block(MANY))
    assert host.blocked_addresses() == set(MANY)
    rows["host.unblock"] = cost(lambda: host.unblock(MANY))
    journal, vault = Journal(folder / "journal.jsonl"), Blobs(folder / "blobs")
    action, guard = BlockAddress(addresses=MANY), Guard(Protected())
    results: list[str] = []
    rows["block_address"] = cost(
        lambda: results.extend(
            one.state for one in carry_out([action], host, vault, journal, guard)
        )
    )
    rows["block_address, undone"] = cost(
        lambda: results.extend(one.state for one in take_back(journal, host, vault))
    )
    journal.close()
    assert results == ["verified", "undone"], results
    return rows


def peer_rows() -> dict[str, Cost]:
    """Do the same as others do it."""
    rows = {}
    if shutil.which("ipset"):
        lines = ["create peer hash:ip maxelem 200000", *(f"add peer {one}" for one in MANY)]
        text = "\n".join(lines).encode()
        restore = ["ipset", "restore"]
        rows["ipset restore"] = cost(lambda: subprocess.run(restore, input=text, check=True))
        subprocess.run(["ipset", "destroy", "peer"], check=True)
    command = ["iptables", "-I", "INPUT", "-j", "DROP", "-s"]
    spent = cost(lambda: [subprocess.run([*command, one], check=True) for one in FEW])
    scale = len(MANY) / len(FEW)
    row = f"iptables -I, each ({len(FEW)} scaled up)"
    rows[row] = Cost(spent.wall * scale, spent.cpu * scale)
    subprocess.run(["iptables", "-F"], check=True)
    return rows


def measure() -> dict[str, Cost]:
    """Return the cost of each row, of one run."""
    with namespace(), tempfile.TemporaryDirectory() as folder:
        nft("-f", "-", script=OWN)
        before = nft("list", "ruleset")
        rows = rootout_rows(LiveHost(), Path(folder))
        assert nft("list", "ruleset") == before, "the administrator's rules are not as they were"
        return rows | peer_rows()


def main(runs: int) -> None:
    """Print one row for each way, after a warm-up; fail where the claim does not hold."""
    found = [measure() for _ in range(runs + 1)][1:]
    print(f"{'way to block 100,000':40}{'wall s':>9}{'CPU s':>9}")
    for name in found[0]:
        wall, cpu = (
            statistics.median(getattr(one[name], kind) for one in found) for kind in ("wall", "cpu")
        )
        print(f"{name:40}{wall:9.2f}{cpu:9.2f}")
        if name == "host.block" and min(wall, cpu) > MOST_SECONDS:
            sys.exit(f"blocking took longer than {MOST_SECONDS} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
