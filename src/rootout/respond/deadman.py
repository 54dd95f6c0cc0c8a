"""Take an isolation back unless it is confirmed in time, whatever becomes of rootout.

`arm` starts a process of its own: in its own session, so that no SIGHUP of a terminal reaches it,
and, where that can be, in its own cgroup, so that the end of a login session does not stop it. A
marker in the folder of the case decides: whoever removes it first, `confirm` or the process when
the time is over, has the last word.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rootout.errors import RootoutError
from rootout.host.api import MutableHost
from rootout.host.hierarchy import Hierarchy, open_hierarchies
from rootout.host.live import LiveHost
from rootout.host.procfs import ProcessFiles
from rootout.host.trust import shield
from rootout.respond.actions.isolate_host import IsolateHost
from rootout.respond.journal import Journal

MODULE = "rootout.respond.deadman"
PREFIX = "unconfirmed-"
READY = b"ready"
MOST_SECONDS = 60.0  # for the process to be ready
PAUSE = 0.1
TRIES = 120  # to let go, a second apart
GROUP = "rootout-deadman"
FORCED = ("LD_PRELOAD", "LD_AUDIT")


def arm(folder: Path, seconds: float) -> None:
    """Start the process and wait until it is ready; an older one of the case stands down.

    Raises RootoutError where it cannot be started: then nothing may be isolated.
    """
    older = _markers(folder)
    marker = folder.resolve() / f"{PREFIX}{secrets.token_hex(8)}"
    marker.touch(mode=0o600, exist_ok=False)
    try:
        _start(marker, seconds)
    except (OSError, subprocess.SubprocessError) as error:
        marker.unlink(missing_ok=True)
        hint = "Is there a genuine nft or iptables on this server? Nothing was isolated."
        message = "the process that would end the isolation does not start"
        raise RootoutError(message, hint) from error
    for one in older:
        one.unlink(missing_ok=True)


def confirm(folder: Path) -> bool:
    """Let what is isolated stay so; False where the time was over, or nothing was armed."""
    removed = [_remove(one) for one in _markers(folder)]
    return any(removed)


def watch(marker: Path, seconds: float, is_over: Callable[[], bool] = lambda: False) -> bool:
    """Wait, and say whether to let go: nobody confirmed, or `is_over` says to end at once."""
    end = _now() + seconds
    while _now() < end and not is_over():
        if not marker.exists():
            return False
        time.sleep(PAUSE)
    return _remove(marker)


def let_go(host: MutableHost, folder: Path, sleep: Callable[[float], None] = time.sleep) -> None:
    """End the isolation, and tell the journal unless another rootout holds it."""
    for _ in range(TRIES):
        try:
            host.end_isolation()
        except (OSError, RootoutError):
            sleep(1.0)
        else:
            break
    with contextlib.suppress(OSError, RootoutError):
        journal = Journal(folder / "journal.jsonl")
        try:
            for entry in journal.pending():
                action = entry.remake()
                if isinstance(action, IsolateHost):
                    journal.append(entry.step, "undone", action, note="nobody confirmed it")
        finally:
            journal.close()


def enter_group(hierarchies: Iterable[Hierarchy], pid: int) -> None:
    """Move process `pid` to a cgroup of its own (version 2), where that can be: cgroups(7)."""
    for one in hierarchies:
        if not one.controller:
            with contextlib.suppress(OSError):
                os.mkdir(_group(pid), 0o700, dir_fd=one.root)
                _move(one.root, f"{_group(pid)}/cgroup.procs", pid)


def leave_group(hierarchies: Iterable[Hierarchy], pid: int) -> None:
    """Move process `pid` to the top and remove its cgroup."""
    for one in hierarchies:
        if not one.controller:
            with contextlib.suppress(OSError):
                _move(one.root, "cgroup.procs", pid)
                os.rmdir(_group(pid), dir_fd=one.root)


def main(marker: Path, seconds: float) -> None:
    """Be the process: fork once more, so that nobody has to wait for it, and hold out.

    SIGTERM, say of a server that shuts down, makes it let go at once.
    """
    if os.fork():
        os._exit(0)
    told: list[int] = []
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    hierarchies = open_hierarchies(ProcessFiles())
    enter_group(hierarchies, os.getpid())
    host = LiveHost()
    host.allowed_addresses()  # from here on everything that it needs is in memory, and verified
    os.write(sys.stdout.fileno(), READY)
    os.dup2(sys.stdin.fileno(), sys.stdout.fileno())  # which is /dev/null: the other side goes on
    if watch(marker, seconds, lambda: bool(told)):
        let_go(host, marker.parent)
    leave_group(hierarchies, os.getpid())


def _start(marker: Path, seconds: float) -> None:
    environment = {name: text for name, text in os.environ.items() if name not in FORCED}
    environment["PYTHONPATH"] = os.pathsep.join(os.path.abspath(one) for one in sys.path)
    done = subprocess.run(
        [sys.executable, "-m", MODULE, str(marker), str(seconds)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=environment,
        timeout=MOST_SECONDS,
        check=True,
        start_new_session=True,
        preexec_fn=shield,
    )
    if done.stdout != READY:
        raise ChildProcessError("it ended before it was ready")


def _markers(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"{PREFIX}*"))


def _remove(marker: Path) -> bool:
    """Remove a marker; only one of all who try is told that it was there."""
    try:
        marker.unlink()
    except FileNotFoundError:
        return False
    return True


def _group(pid: int) -> str:
    return f"{GROUP}-{pid}"


def _move(root: int, path: str, pid: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC, dir_fd=root)
    try:
        os.write(descriptor, str(pid).encode())
    finally:
        os.close(descriptor)


def _now() -> float:
    """Return a time that goes on while the machine sleeps, and that nobody can set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
