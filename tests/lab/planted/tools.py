"""What every plant is made with: a harmless program, files, and processes that outlive us."""

import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.lab.server import Server

FUSE = 15 * 60  # seconds
SOURCE = Path(__file__).with_name("idle.c")


@dataclass(frozen=True)
class Plant:
    """One thing that an intruder leaves: how it is planted, and what a scan must name."""

    name: str
    put: Callable[[Server], str]  # returns a path, or `pid:NUMBER`
    is_live: bool


PLANTS: list[Plant] = []


def plant(*, live: bool = False) -> Callable[[Callable[[Server], str]], Callable[[Server], str]]:
    """Register a function that plants one thing, under its own name."""

    def register(function: Callable[[Server], str]) -> Callable[[Server], str]:
        PLANTS.append(Plant(function.__name__, function, live))
        return function

    return register


def inside(server: Server, path: str) -> Path:
    """Return where `path` is for us, also on what the server has mounted itself."""
    return Path(f"/proc/{server.leader}/root{path}")


def program(server: Server, path: str) -> str:
    """Put an idle program at `path`, with bytes that no other plant has."""
    target = server.folder / "idle"
    seed = f'-DSEED="{path}"'
    options = ["-static", "-O1", "-s", "-Wall", "-Werror", "-Wl,--build-id"]
    deadline = f"-DDEADLINE={int(time.time()) + FUSE}"
    argv = ["gcc", *options, seed, deadline, "-o", str(target), str(SOURCE)]
    subprocess.run(argv, check=True)
    server.shell(f"mkdir -p {shlex.quote(str(Path(path).parent))}")
    place = inside(server, path)
    place.write_bytes(target.read_bytes())
    place.chmod(0o755)
    return path


def text(server: Server, path: str, content: str, mode: int = 0o644) -> str:
    """Write a file."""
    place = inside(server, path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content)
    place.chmod(mode)
    return path


def append(server: Server, path: str, content: str) -> str:
    """Add to a file."""
    with inside(server, path).open("a") as file:
        file.write(content)
    return path


def start(server: Server, command: str, *, role: str = "", port: int = 0, address: str = "") -> str:
    """Start a command as cron's child would run, and return `pid:NUMBER` of what it became."""
    environment = f"ROLE={role} PORT={port} ADDRESS={address}" if role else ""
    enter = "echo $BASHPID > /sys/fs/cgroup/system.slice/cron.service/cgroup.procs"
    line = f"({enter}; {environment} exec setsid {command}) </dev/null >/dev/null 2>&1 & echo $!"
    return f"pid:{server.shell(line).strip()}"


def settle(server: Server, pid: str, program: str) -> None:
    """Wait until a process has become `program`: a slow machine takes its time to start one."""
    number = pid.partition(":")[2]
    look = f"readlink /proc/{number}/exe | grep -q {shlex.quote(program)}"
    server.shell(f"for turn in $(seq 100); do {look} && exit 0; sleep 0.1; done; exit 1")
