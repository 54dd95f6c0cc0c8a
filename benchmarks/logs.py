"""What reading a log of 400,000 failed logins costs, beside grep counting them.

Claim: at most 4 s of CPU. Run: `.venv/bin/python benchmarks/logs.py`. Prints seconds and the ratio.
"""

import subprocess
import tempfile
import time
from pathlib import Path

from rootout.collect.artifacts.auth_log import parse
from rootout.model.file import EvidenceFile

LINES = 400_000


def main() -> None:
    """Print one row for rootout and one for grep."""
    lines = (
        f"2026-11-23T10:00:00+00:00 h sshd[{number}]: Failed password for root "
        f"from 203.0.113.{number % 200} port 4 ssh2"
        for number in range(LINES)
    )
    data = ("\n".join(lines) + "\n").encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "auth.log"
        path.write_bytes(data)
        started = time.process_time()
        events = sum(
            getattr(one, "count", 1) for one in parse(EvidenceFile("/var/log/auth.log", data))
        )
        own = time.process_time() - started
        started = time.perf_counter()
        subprocess.run(
            ["/usr/bin/grep", "-c", "Failed password", path], check=True, capture_output=True
        )
        peer = time.perf_counter() - started
    megabytes = len(data) / 1e6
    print(f"rootout {own:.2f} s CPU for {events} events ({megabytes / own:.0f} MB/s)")
    print(f"grep -c {peer:.2f} s, {own / peer:.0f} times quicker, and it joins nothing")


if __name__ == "__main__":
    main()
