"""Records for tests: what a test does not name is plain and innocent."""

import types
from dataclasses import fields
from typing import Literal, TypeVar, get_args, get_origin, get_type_hints

from rootout.collect.artifacts.auth_log import LogEvent
from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.crontab import CronJob
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Origin, Record

R = TypeVar("R", bound=Record)

ATTACKER = "203.0.113.9"
NOON = 1_760_000_000.0
PLAIN = {str: "", int: 0, float: 0.0, bool: False}


def example(kind: type[R], /, at: str = "/somewhere", line: int | None = None, **given) -> R:
    """Return a record of `kind` with the fields that are given, and lists as tuples."""
    hints = get_type_hints(kind)
    content = {
        field.name: _plain(hints[field.name])
        for field in fields(kind)
        if field.name not in ("origin", "seen")
    }
    content |= {name: tuple(one) if isinstance(one, list) else one for name, one in given.items()}
    return kind(origin=Origin(path=at, line=line), **content)


def _plain(hint):
    if get_origin(hint) is tuple:
        return ()
    if get_origin(hint) is Literal:
        return get_args(hint)[0]
    if isinstance(hint, types.UnionType):
        return None
    return PLAIN[hint]


def process(pid: int = 100, **given) -> Process:
    """Return a process of a packaged program, unless told otherwise."""
    common = {
        "start_ticks": 7,
        "name": "cat",
        "state": "S",
        "executable": "/usr/bin/cat",
        "package": "coreutils",
        "arguments": ("cat",),
        "user": "root",
    }
    return example(Process, f"/proc/{pid}", pid=pid, **common | given)


def stranger(path: str, pid: int = 666, **given) -> Process:
    """Return a process whose program no package owns."""
    common = {"executable": path, "package": None, "name": path.rpartition("/")[2][:15]}
    return process(pid, **common | {"arguments": (path,)} | given)


def file(path: str, **given) -> ReferencedFile:
    """Return an unowned program."""
    common = {"kind": "file", "content": "elf", "is_executable": True, "size": 5, "mode": 0o755}
    return example(ReferencedFile, path, path=path, **common | given)


def job(command: str, *targets: str, path: str = "/etc/cron.d/job", line: int = 1, **given):
    """Return a cron job of root."""
    common = {"schedule": "* * * * *", "user": "root", "command": command, "targets": targets}
    return example(CronJob, path, line, **common | given)


def unit(name: str, command: str, *targets: str, **given) -> SystemdUnit:
    """Return a unit that an administrator wrote."""
    path = f"/etc/systemd/system/{name}"
    common = {"name": name, "files": (path,), "commands": (command,), "targets": targets}
    return example(SystemdUnit, path, **common | given)


def key(fingerprint: str, position: int = 1, **given) -> AuthorizedKey:
    """Return a key of root."""
    common = {"account": "root", "fingerprint": f"SHA256:{fingerprint}", "position": position}
    return example(AuthorizedKey, "/root/.ssh/authorized_keys", position, **common | given)


def accepted(time: float, user: str = "root", address: str = ATTACKER, **given) -> LogEvent:
    """Return a login by password."""
    common = {"program": "sshd", "event": "accepted", "method": "password", "pid": 4242}
    return _event(time, user, address, **common | given)


def failures(count: int, start: float = NOON - 600, step: float = 1.0, **given):
    """Return wrong passwords for root, one after the other."""
    common = {"program": "sshd", "event": "failed", "method": "password"}
    user, address = given.pop("user", "root"), given.pop("address", ATTACKER)
    return [
        _event(start + number * step, user, address, pid=5000 + number, **common | given)
        for number in range(count)
    ]


def break_in(**given) -> list[LogEvent]:
    """Return a guessed password: forty failures and, at noon, a login."""
    return [*failures(40), accepted(NOON, **given)]


def _event(time: float, user: str, address: str, **given) -> LogEvent:
    common = {"time": time, "user": user, "address": address, "count": 1}
    return example(LogEvent, "/var/log/auth.log", **common | given)


def judged(judge, *records: Record) -> list[Finding]:
    """Return what one check finds in these records."""
    return list(judge(Evidence(records)))
