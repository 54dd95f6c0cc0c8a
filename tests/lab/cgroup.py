"""A cgroup of its own for each lab server: two systemd in one would stop each other's services."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")
HYBRID = (ROOT / "unified", ROOT / "systemd")


def enter(name: str, argv: list[str]) -> list[str]:
    """Make the cgroups `name`, and return `argv` as it is to be run to start in them."""
    for place in places(name):
        place.mkdir(exist_ok=True)
    moves = "".join(f"echo $$ > {place}/cgroup.procs; " for place in places(name))
    return ["/bin/sh", "-c", f'{moves}exec "$@"', "sh", *argv]


def places(name: str) -> tuple[Path, ...]:
    """Return the folders of cgroup `name`: one where cgroup v2 rules alone, else two."""
    if (ROOT / "cgroup.procs").exists():
        return (ROOT / name,)
    return tuple(root / name for root in HYBRID if root.exists())


def kill(name: str) -> None:
    """Kill every process in cgroup `name`, frozen ones too, and wait until they are gone."""
    deadline = time.monotonic() + 10
    while (alive := list(_processes(name))) and time.monotonic() < deadline:
        for pid in alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def remove(name: str) -> None:
    """Remove the cgroups `name` and all below; a busy one is tried again for a second."""
    for place in places(name):
        for folder in sorted(place.rglob("*/"), reverse=True):
            _remove_folder(folder)
        _remove_folder(place)


def _processes(name: str) -> Iterator[int]:
    for place in places(name):
        for file in place.rglob("cgroup.procs"):
            with suppress(OSError):  # a cgroup may go while we look
                yield from (int(pid) for pid in file.read_text().split() if pid != "0")


def _remove_folder(folder: Path) -> None:
    for _ in range(20):
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
