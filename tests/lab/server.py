"""A whole Debian server to infect, clean and reboot: systemd-nspawn on an overlay."""

import json
import os
import shutil
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab import cgroup
from tests.lab.build import Base
from tests.lab.changes import Change, changes
from tests.lab.network import OPERATOR, SERVER, Outside
from tests.lab.ssh import Session, command

POWER_OFF = signal.SIGRTMIN + 4  # systemd(1)
ENVIRONMENT = {
    "HOME": "/root",
    "USER": "root",
    "LOGNAME": "root",
    "SHELL": "/bin/bash",
    "TERM": "dumb",
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a command on the server left behind."""

    code: int
    stdout: str
    stderr: str

    def json(self) -> dict[str, object]:
        """Return the one JSON document of stdout. Raises AssertionError where there is none."""
        try:
            document: dict[str, object] = json.loads(self.stdout)
        except json.JSONDecodeError as error:
            said = f"exit {self.code}, {self.stdout[-500:]!r}\n{self.stderr[-3000:]}"
            raise AssertionError(f"no JSON ({error}): {said}") from None
        return document


class Server:
    """One throw-away server. What tests change on it is all under `upper`."""

    def __init__(self, base: Base, runs: Path, stage: Path | None = None) -> None:
        """Prepare a server on `base`, in a new folder of `runs`; `stage` becomes /opt/rootout."""
        self.name = f"rl-{uuid.uuid4().hex[:8]}"
        self.base = base
        self.folder = runs / self.name
        self.upper = self.folder / "upper"
        self.root = self.folder / "root"
        self.leader = 0  # process 1 of the server, by its number out here
        self._stage = stage
        self._nspawn: subprocess.Popen[bytes] | None = None
        self.closing = ExitStack()  # what is to be ended with the server

    @contextmanager
    def running(self) -> Iterator["Server"]:
        """Mount, boot, and clean all of it up again, whatever happens between."""
        try:
            self._mount()
            self.outside = Outside(self.name)
            with self.closing:
                self.boot()
                yield self
        finally:
            self._pull_the_plug()
            clean_up(self.folder)

    def boot(self) -> None:
        """Start the server and wait until systemd has started all there is, sshd included."""
        own = ["--private-network", "--link-journal=no", "--resolv-conf=off", "--timezone=off"]
        bind = [f"--bind-ro={self._stage}:/opt/rootout"] if self._stage else []
        nspawn = ["systemd-nspawn", "-q", "-b", "-D", str(self.root), "-M", self.name]
        nspawn += ["--register=no", "--keep-unit", "--console=read-only", *own, *bind]
        with (self.folder / "console.log").open("ab") as log:
            self._nspawn = subprocess.Popen(
                cgroup.enter(self.name, nspawn),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # a tmpfs on /tmp would hide droppings from the overlay
                env={**os.environ, "SYSTEMD_NSPAWN_TMPFS_TMP": "0"},
                start_new_session=True,
            )
        self.leader = 0
        self.leader = self._wait_for_leader()
        (self.folder / "leader").write_text(f"{self.leader}")
        self.outside.connect(self.leader)
        self._wait_until_up()

    def stop(self) -> None:
        """Power off; after ten seconds, by the plug."""
        if self._nspawn is None or self._nspawn.poll() is not None:
            return
        os.kill(self.leader, POWER_OFF)
        try:
            self._nspawn.wait(10)
        except subprocess.TimeoutExpired:
            self._pull_the_plug()
        cgroup.remove(self.name)

    def reboot(self) -> None:
        """Power off and boot again on the same disk."""
        self.stop()
        self.boot()

    def command(self, *argv: str, environment: dict[str, str] | None = None) -> list[str]:
        """Return `argv` as it is to be run out here to run as root in the server.

        It enters from outside, so it has every capability and no filter of system calls.
        """
        pairs = [f"{name}={text}" for name, text in {**ENVIRONMENT, **(environment or {})}.items()]
        enter = [
            "nsenter",
            f"--target={self.leader}",
            "-m",
            "-u",
            "-i",
            "-n",
            "-p",
            "-C",
            "-r",
            "-w",
        ]
        return [*enter, "env", "-i", *pairs, *argv]

    def run(
        self, *argv: str, timeout: float = 60, environment: dict[str, str] | None = None
    ) -> Result:
        """Run a command in the server as root, and return what it left."""
        done = subprocess.run(
            self.command(*argv, environment=environment),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=timeout,
            check=False,
        )
        out, err = (text.decode(errors="surrogateescape") for text in (done.stdout, done.stderr))
        return Result(code=done.returncode, stdout=out, stderr=err)

    def shell(self, line: str, timeout: float = 60) -> str:
        """Run a line of shell in the server, which must succeed, and return its output."""
        result = self.run("/bin/bash", "-c", line, timeout=timeout)
        assert result.code == 0, f"{line}: {result}"
        return result.stdout

    def rootout(self, *argv: str, timeout: float = 300) -> Result:
        """Run the project under test in the server."""
        return self.run(*self.rootout_argv(*argv), timeout=timeout)

    def rootout_argv(self, *argv: str) -> list[str]:
        """Return the command that runs the project under test, inside the server."""
        return ["env", "PYTHONPATH=/opt/rootout", "/usr/bin/python3", "-m", "rootout", *argv]

    def processes(self) -> dict[int, Path]:
        """Return what runs, by pid in the server, with its folder in the /proc out here.

        Nothing that happens inside the server can hide from this.
        """
        own = os.readlink(f"/proc/{self.leader}/ns/pid")
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it ended while we looked
                if os.readlink(folder / "ns/pid") == own:
                    status = (folder / "status").read_text(errors="replace")
                    found[int(status.partition("\nNSpid:")[2].split("\n")[0].split()[-1])] = folder
        return found

    def changes(self) -> dict[str, Change]:
        """Return what differs from the base, without what a server writes by being up."""
        return changes(self.upper, self.base.root)

    def operator(self) -> Session:
        """Log in as the operator, with a key, from the operator's address."""
        return self.log_in(command(self.outside, "root", OPERATOR, "-i", str(self.base.key)))

    def log_in(self, argv: list[str], environment: dict[str, str] | None = None) -> Session:
        """Open a session that ends with the server, if not before."""
        session = Session(argv, environment)
        self.closing.callback(session.close)
        return session

    def fetch(self, path: str) -> str:
        """Fetch a page of the server's web site from outside."""
        url = f"http://{SERVER}{path}"
        argv = self.outside.command("curl", "-s", "-m", "5", "--interface", OPERATOR, url)
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout

    def _pull_the_plug(self) -> None:
        """Kill process 1, and with it all others; nspawn buries it and leaves by itself."""
        if self._nspawn is None or self._nspawn.poll() is not None:
            return  # the leader's number may be another's by now
        if self.leader:
            os.kill(self.leader, signal.SIGKILL)
        try:
            self._nspawn.wait(10)
        except subprocess.TimeoutExpired:
            cgroup.kill(self.name)
            self._nspawn.wait(10)

    def _mount(self) -> None:
        for part in ("upper", "work", "root"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "owner").write_text(f"{os.getpid()}")
        layers = f"lowerdir={self.base.root},upperdir={self.upper},workdir={self.folder / 'work'}"
        subprocess.run(["mount", "-t", "overlay", self.name, "-o", layers, self.root], check=True)

    def _wait_for_leader(self) -> int:
        assert self._nspawn is not None
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self._nspawn.poll() is None:
            for child in children.read_text().split():
                # an earlier child of nspawn is gone in a moment; process 1 is an init by name
                with suppress(OSError):
                    if Path(f"/proc/{child}/comm").read_text() in ("systemd\n", "init\n"):
                        return int(child)
            time.sleep(0.02)
        raise TimeoutError(f"no process 1: {self._console()}")

    def _wait_until_up(self) -> None:
        deadline = time.monotonic() + 60
        state = ""
        while time.monotonic() < deadline:
            state = self.run("systemctl", "is-system-running").stdout.strip()
            if state in ("running", "degraded"):
                return
            time.sleep(0.1)
        raise TimeoutError(f"boot stopped at {state!r}: {self._console()}")

    def _console(self) -> str:
        return (self.folder / "console.log").read_text(errors="replace")[-2000:]


def clean_up(folder: Path) -> None:
    """Leave nothing of the server in `folder`: processes, cgroups, namespace, mount, files."""
    name = folder.name
    cgroup.kill(name)
    cgroup.remove(name)
    subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)
    subprocess.run(["umount", "-l", folder / "root"], capture_output=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(runs: Path) -> None:
    """Clean up after test runs that were themselves killed."""
    for owner in runs.glob("rl-*/owner"):
        with suppress(OSError, ValueError):
            if not Path(f"/proc/{int(owner.read_text())}").exists():
                clean_up(owner.parent)
