"""A small server in a folder, with one launcher of an intruder in it; nothing runs."""

import os
from pathlib import Path

from tests.respond.fake_kernel import FakeServer, Kernel

PASSWD = "root:x:0:0:root:/root:/bin/bash\n"
IMPLANT = "/usr/lib/.cache/helper"
JOB = "/etc/cron.d/evil"
OLD_NS = 1_600_000_000_000_000_000


def clean(root: Path) -> FakeServer:
    for path, text in {
        "/etc/passwd": PASSWD,
        "/etc/hostname": "web1\n",
        "/etc/cron.d/mine": "5 5 * * * root /usr/local/bin/backup\n",
        "/usr/local/bin/backup": "#!/bin/sh\ntrue\n",
        "/var/lib/dpkg/status": "",
        "/var/lib/dpkg/info/format": "1\n",
    }.items():
        write(root, path, text.encode())
    return FakeServer(str(root), Kernel())


def infected(root: Path) -> FakeServer:
    host = clean(root)
    write(root, IMPLANT, b"\x7fELF\x02harmless", 0o755)
    write(root, JOB, f"* * * * * root {IMPLANT}\n".encode())
    for folder, _, files in os.walk(root, topdown=False):
        for name in (*files, "."):
            os.utime(os.path.join(folder, name), ns=(OLD_NS, OLD_NS))
    return host


def write(root: Path, path: str, data: bytes, mode: int = 0o644) -> None:
    place = root / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    place.chmod(mode)
