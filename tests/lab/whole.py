"""Files that no server may hold half written, not for a moment: accounts, schedules, PAM, keys."""

from pathlib import Path

from tests.lab.intrusion.plant import Intrusion
from tests.lab.server import Server

PATTERNS = (
    "etc/passwd",
    "etc/shadow",
    "etc/group",
    "etc/gshadow",
    "etc/crontab",
    "etc/sudoers",
    "etc/cron.d/*",
    "etc/pam.d/*",
    "etc/sudoers.d/*",
    "etc/systemd/system/*.service",
    "etc/ssh/sshd_config*",
    "root/.ssh/authorized_keys",
    "var/spool/cron/crontabs/*",
)
MAY_GO = (Intrusion.cron_file, Intrusion.crontab, Intrusion.unit_file)
Contents = dict[str, tuple[bytes, int, int, int]]  # bytes, mode, uid and gid, by path


def contents(server: Server) -> Contents:
    """Return what these files hold, and whose they are."""
    paths = (path for pattern in PATTERNS for path in server.root.glob(pattern) if path.is_file())
    return {f"/{path.relative_to(server.root)}": _described(path) for path in paths}


def assert_whole(before: Contents, now: Contents, where: str) -> None:
    """Look whether each file is there and holds whole lines that it held before, no others.

    A line of an account may have been locked or have expired; then its name and its fields count.
    What is new is a file on its way, which cron and sudo pass over: its name begins with a dot.
    """
    for path, (data, *owner) in before.items():
        if path not in now:
            assert path in MAY_GO, f"{where}: {path} is gone"
            continue
        found, *whose = now[path]
        assert whose == owner, f"{where}: {path} has other owners or another mode"
        assert found.endswith(b"\n") == data.endswith(b"\n"), f"{where}: {path} is cut short"
        strange = _lines(path, found) - _lines(path, data)
        assert not strange, f"{where}: {path} holds {strange}"
    seen = [path for path in now.keys() - before.keys() if not Path(path).name.startswith(".")]
    assert not seen, f"{where}: {seen} are new"


def _described(path: Path) -> tuple[bytes, int, int, int]:
    facts = path.stat()
    return path.read_bytes(), facts.st_mode, facts.st_uid, facts.st_gid


def _lines(path: str, data: bytes) -> set[tuple[bytes, int]]:
    if path != "/etc/shadow":
        return {(line, 0) for line in data.split(b"\n")}
    return {(line.partition(b":")[0], line.count(b":")) for line in data.split(b"\n")}
