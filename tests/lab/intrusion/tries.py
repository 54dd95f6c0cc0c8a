"""The 400 wrong passwords: a few real ones, the rest written as sshd and rsyslog would have."""

import struct
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.lab.network import ATTACKER
from tests.lab.server import Server
from tests.lab.ssh import command, password_environment

ACCOUNTS = ("root", "alice")
TRIES = 400
REAL = 6  # all at once; each costs its two seconds of PAM's delay
SPREAD = 700.0  # seconds before now, over which the written ones are spread
# utmp(5): type, pid, line, id, user, host, exit, session, seconds, microseconds, address, unused
UTMP = struct.Struct("=hxxi32s4s32s256shhiii4s32x")
LOGIN_PROCESS = 6
NOBODY = "logname= uid=0 euid=0 tty=ssh ruser="


def try_passwords(server: Server) -> None:
    """Leave 400 failed tries for root and alice in the logs, the last of them real.

    sshd needs two seconds for each, so only six really happen. The others are put before them
    into auth.log and btmp, byte by byte of the form that those six have (test_intrusion.py
    compares them). The journal, which cannot be written so, has only the real ones.
    """
    now = time.time()
    times = [now - SPREAD + SPREAD * n / (TRIES - REAL) for n in range(TRIES - REAL)]
    tries = [(moment, ACCOUNTS[n % 2], 2000 + n, 40000 + n) for n, moment in enumerate(times)]
    lines = "".join(_log_lines(*each) for each in tries)
    _put_before(server.root / "var/log/auth.log", lines.encode())
    _put_before(server.root / "var/log/btmp", b"".join(_btmp(*each) for each in tries))
    _try_for_real(server)


def _try_for_real(server: Server) -> None:
    running = [
        subprocess.Popen(
            [*command(server.outside, account, ATTACKER), "true"],
            env=password_environment(server.folder, "wrong"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for account in ACCOUNTS * (REAL // 2)
    ]
    assert all(process.wait(30) == 255 for process in running), "a wrong password was let in"


def _log_lines(moment: float, account: str, pid: int, port: int) -> str:
    asked, refused = _stamp(moment), _stamp(moment + 1.9)
    origin = f"{account} from {ATTACKER} port {port}"
    texts = (
        f"pam_unix(sshd:auth): authentication failure; {NOBODY} rhost={ATTACKER}  user={account}",
        f"Failed password for {origin} ssh2",
        f"Connection closed by authenticating user {origin.replace(' from', '')} [preauth]",
    )
    stamps = (asked, refused, refused)
    return "".join(
        f"{stamp} lab sshd[{pid}]: {text}\n" for stamp, text in zip(stamps, texts, strict=True)
    )


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="microseconds")


def _btmp(moment: float, account: str, pid: int, port: int) -> bytes:
    del port
    address = bytes(int(part) for part in ATTACKER.split("."))
    names = (b"ssh:notty", b"", account.encode(), ATTACKER.encode())
    return UTMP.pack(LOGIN_PROCESS, pid, *names, 0, 0, 0, int(moment), 0, address)


def _put_before(path: Path, data: bytes) -> None:
    """Write in place: rsyslogd has the file open, and appends to whatever is in it."""
    old = path.read_bytes()
    with path.open("r+b") as file:
        file.write(data + old)
