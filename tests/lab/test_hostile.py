"""What an intruder leaves lying about neither crashes nor hangs a scan, nor acts on a terminal."""

import pytest
from tests.lab.documents import listed
from tests.lab.server import Server

pytestmark = pytest.mark.lab

PLANT = r"""
import os, subprocess
for number in range(100_000):
    open(f"/tmp/f{number}", "w").close()
os.mkfifo("/tmp/.fifo")
os.mkfifo("/etc/cron.d/fifo")
os.mkfifo("/etc/systemd/system/fifo.service")
os.symlink("/dev/zero", "/etc/systemd/system/zero.service")
os.symlink("/etc/cron.d/loop2", "/etc/cron.d/loop")
os.symlink("/etc/cron.d/loop", "/etc/cron.d/loop2")
os.makedirs("/tmp/.\x1b[2J\n\u202e/x")
os.symlink("..", "/tmp/.\x1b[2J\n\u202e/x/up")
with open(b"/tmp/.\xff\xfe bad", "wb") as file:
    file.write(b"\x7fELF")
os.chmod(b"/tmp/.\xff\xfe bad", 0o755)
with open("/etc/cron.d/\x1b[31mred\nnewline", "w") as file:
    file.write("* * * * * root /tmp/\x1b[2Jx\n")
with open("/etc/cron.d/big", "wb") as file:
    file.truncate(3 << 30)
with open("/root/.ssh/authorized_keys", "ab") as file:
    file.write(b"ssh-rsa " + b"A" * 20_000_000 + b"\n")
with open("/etc/passwd", "ab") as file:
    file.write(b"\xff\xfe:x:0:0\n:::::::\n" + b"a" * 1_000_000 + b"\n")
with open("/var/log/auth.log", "ab") as file:
    file.write(b"\0" * 100_000 + b"\n\x1b[2J\n")
with open("/var/log/wtmp", "ab") as file:
    file.write(os.urandom(1000))
subprocess.Popen(
    ["/bin/bash", "-c", "for i in $(seq 1 50000); do /bin/true; done"],
    start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
"""
UNSEEN = ("/etc/cron.d/big", "/etc/cron.d/loop", "/etc/passwd", "/var/log/auth.log")


def test_a_server_full_of_traps_is_scanned_to_the_end(server: Server) -> None:
    planted = server.run("/usr/bin/python3", "-c", PLANT)
    assert planted.code == 0, planted
    told = server.rootout("scan", timeout=120)
    assert told.code == 1, told
    assert not {"\x1b", "\u202e", "\x00"} & set(told.stdout + told.stderr)
    assert "\\x1b[31mred\\x0anewline" in told.stdout

    document = server.rootout("scan", "--json", timeout=120).json()
    gaps = listed(document, "gaps")
    assert not [one for one in gaps if one["reason"] in ("crashed", "timeout")]
    assert set(UNSEEN) <= {one["path"] for one in gaps}
