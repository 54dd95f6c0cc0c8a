"""The systemd journal, through journalctl(1): its files are no format of ours to read."""

import errno
import subprocess
from collections.abc import Callable

from rootout.errors import RootoutError
from rootout.host.files import FileTree
from rootout.host.program import TrustedPrograms

FOLDERS = ("/var/log/journal", "/run/log/journal")
PROGRAMS = ("/usr/bin/journalctl", "/bin/journalctl")
MOST_LINES = 20_000  # the newest
SECONDS = 15.0
FIELDS = "MESSAGE,SYSLOG_IDENTIFIER,_PID,SYSLOG_PID,__REALTIME_TIMESTAMP"
# auth and authpriv, syslog(3): what auth.log has.
ARGUMENTS = (
    "--quiet",
    "--no-pager",
    "--output=json",
    f"--output-fields={FIELDS}",
    f"--lines={MOST_LINES}",
    "SYSLOG_FACILITY=4",
    "SYSLOG_FACILITY=10",
)
MOST_FILES = 200


def ask_journal(tree: FileTree, programs: TrustedPrograms) -> bytes:
    """Return the live journal's messages of logins. Raises OSError."""
    if not _files(tree):
        raise FileNotFoundError(errno.ENOENT, "there is no journal", FOLDERS[0])
    try:
        done = programs.run(PROGRAMS, ARGUMENTS, seconds=SECONDS)
    except RootoutError as error:
        raise OSError(errno.ENOSYS, error.message, FOLDERS[0]) from error
    return _answer(done.code, done.output, done.errors)


def read_journal(tree: FileTree, run: Callable[..., object] = subprocess.run) -> bytes:
    """Return what this machine's journalctl reads in the files of another one. Raises OSError."""
    files = [f"--file={tree.place(path)}" for path in _files(tree)]
    if not files:
        raise FileNotFoundError(errno.ENOENT, "there is no journal", FOLDERS[0])
    try:
        done = run(
            [PROGRAMS[0], *files, *ARGUMENTS], capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise OSError(errno.ENOSYS, f"journalctl: {error}", FOLDERS[0]) from error
    assert isinstance(done, subprocess.CompletedProcess)  # noqa: S101 - what subprocess.run returns
    return _answer(done.returncode, done.stdout, done.stderr)


def _files(tree: FileTree) -> list[str]:
    """Return the journal's files: FOLDER/MACHINE-ID/NAME.journal, journald.conf(5)."""
    found: list[str] = []
    for folder in FOLDERS:
        for machine in _names(tree, folder):
            inside = f"{folder}/{machine}"
            names = (one for one in _names(tree, inside) if one.endswith((".journal", ".journal~")))
            found.extend(f"{inside}/{name}" for name in names)
    return found[:MOST_FILES]


def _names(tree: FileTree, folder: str) -> tuple[str, ...]:
    try:
        return tree.names(folder)
    except OSError:
        return ()


def _answer(code: int, output: bytes, errors: bytes) -> bytes:
    if code and not output and errors.strip():
        said = errors.decode(errors="replace").strip().split("\n")[-1][:200]
        raise OSError(errno.EIO, said, FOLDERS[0])
    return output
