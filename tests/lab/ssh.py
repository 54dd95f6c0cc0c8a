"""Interactive ssh sessions from outside into a lab server, with a terminal, as people have them."""

import os
import secrets
import select
import subprocess
import time
from pathlib import Path

from tests.lab.network import SERVER, Outside

OPTIONS = {
    "StrictHostKeyChecking": "no",
    "UserKnownHostsFile": "/dev/null",
    "LogLevel": "ERROR",
    "ConnectTimeout": "10",
    "ServerAliveInterval": "5",
    "NumberOfPasswordPrompts": "1",
}
# No line editor and no echo: what comes back is what commands print, and nothing else.
SHELL = "stty -echo; exec bash --noediting -il"


class SessionLostError(Exception):
    """The session ended, or does not answer."""


def command(outside: Outside, account: str, source: str, *more: str) -> list[str]:
    """Return the ssh command that logs in as `account` from the address `source`."""
    options = [f"-o{name}={setting}" for name, setting in OPTIONS.items()]
    return outside.command(
        "ssh", "-F/dev/null", *options, "-b", source, *more, f"{account}@{SERVER}"
    )


def password_environment(folder: Path, password: str) -> dict[str, str]:
    """Return the environment in which ssh types `password` by itself (SSH_ASKPASS, ssh(1))."""
    program = folder / "askpass"
    if not program.exists():
        program.write_text('#!/bin/sh\nprintf "%s\\n" "$LAB_PASSWORD"\n')
        program.chmod(0o700)
    own = {"SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force", "LAB_PASSWORD": password}
    return {"PATH": os.environ["PATH"], **own}


class Session:
    """One login that stays open, and runs a command whenever asked."""

    def __init__(self, argv: list[str], environment: dict[str, str] | None = None) -> None:
        """Log in. Raises SessionLostError where that fails."""
        self._process = subprocess.Popen(
            [*argv, "-tt", SHELL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment or {"PATH": os.environ["PATH"]},
            start_new_session=True,
        )
        self._seen = b""
        try:
            self.run("PS1= PS2= PROMPT_COMMAND=", timeout=20)
        except BaseException:
            self.close()
            raise

    def run(self, line: str, timeout: float = 10) -> str:
        """Type `line` and return what it prints. Raises SessionLostError where no answer comes."""
        begin, end = (secrets.token_hex(8) for _ in range(2))
        # The quotes keep an echo of what was typed apart from what is printed.
        self._type(f"echo {begin[:8]}''{begin[8:]}; {line}\necho {end[:8]}''{end[8:]}\n")
        answer = self._read_until(f"{end}\r\n".encode(), timeout)
        return (
            answer.partition(f"{begin}\r\n".encode())[2].decode(errors="replace").replace("\r", "")
        )

    def is_alive(self) -> bool:
        """Say whether the session still answers."""
        try:
            return self.run("echo here", timeout=5) == "here\n"
        except SessionLostError:
            return False

    def close(self) -> None:
        """End the connection from the outside, as a closed laptop does."""
        self._process.kill()
        self._process.communicate()

    def _type(self, text: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: we closed it ourselves
            raise SessionLostError(str(error)) from error

    def _read_until(self, mark: bytes, timeout: float) -> bytes:
        assert self._process.stdout is not None
        deadline = time.monotonic() + timeout
        while mark not in self._seen:
            left = deadline - time.monotonic()
            ready = select.select([self._process.stdout], [], [], max(left, 0))[0]
            chunk = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            if not chunk:
                raise SessionLostError(self._seen.decode(errors="replace"))
            self._seen += chunk
        answer, _, self._seen = self._seen.partition(mark)
        return answer
