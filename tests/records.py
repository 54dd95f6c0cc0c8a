"""Records for tests: each function makes one, ordinary but for what the test changes."""

from dataclasses import replace
from typing import Any

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.auth_log import LogEvent
from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.boot_scripts import BootScript
from rootout.collect.artifacts.crontab import CronJob
from rootout.collect.artifacts.ld_preload import PreloadedLibrary
from rootout.collect.artifacts.login_sessions import LoginSession
from rootout.collect.artifacts.operator import Operator
from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.special_files import SpecialFile
from rootout.collect.artifacts.sudoers import SudoersEntry
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.artifacts.web_attacks import WebAttack
from rootout.collect.artifacts.web_shells import WebShell
from rootout.model.entity import Entity
from rootout.model.finding import Finding
from rootout.model.record import Origin

NOON = 1_700_000_000.0


def process(pid: int = 100, **changes: Any) -> Process:
    fields: dict[str, Any] = {
        "origin": Origin(path=f"/proc/{pid}"),
        "pid": pid,
        "start_ticks": pid * 10,
        "parent": "1:1",
        "name": "worker",
        "state": "S",
        "executable": "/usr/bin/worker",
        "is_deleted": False,
        "in_memory": False,
        "device": 1,
        "inode": pid,
        "sha256": None,
        "package": "worker",
        "arguments": ("/usr/bin/worker",),
        "working_directory": "/",
        "root_directory": "/",
        "uid": 0,
        "effective_uid": 0,
        "user": "root",
        "login_uid": None,
        "session": pid,
        "terminal": None,
        "cgroup": "/system.slice/worker.service",
        "unit": None,
        "login_session": None,
        "started": NOON,
        "is_kernel_thread": False,
        "tracer": 0,
        "environment": (),
        "open_files": (),
        "socket_inodes": (),
        "hidden_from": (),
    }
    return Process(**{**fields, **changes})


def implant(pid: int = 666, **changes: Any) -> Process:
    """A deleted program in a hidden temporary folder, dressed as a kernel thread."""
    fields: dict[str, Any] = {
        "name": "kworker/0:3",
        "executable": "/tmp/.x/k",
        "is_deleted": True,
        "sha256": "ab" * 32,
        "package": None,
        "arguments": ("[kworker/0:3]",),
    }
    return process(pid, **{**fields, **changes})


def socket(**changes: Any) -> Socket:
    fields: dict[str, Any] = {
        "origin": Origin(path="netlink:tcp"),
        "protocol": "tcp",
        "family": 2,
        "state": "established",
        "local_address": "192.0.2.1",
        "local_port": 22,
        "remote_address": "203.0.113.9",
        "remote_port": 4444,
        "uid": 0,
        "inode": 5,
        "processes": ("100:1000",),
        "in_proc_net": True,
    }
    return Socket(**{**fields, **changes})


def listener(port: int, **changes: Any) -> Socket:
    fields: dict[str, Any] = {
        "state": "listen",
        "local_address": "0.0.0.0",
        "local_port": port,
        "remote_address": "0.0.0.0",
        "remote_port": 0,
    }
    return socket(**{**fields, **changes})


def accepted(address: str = "203.0.113.9", **changes: Any) -> LogEvent:
    fields: dict[str, Any] = {
        "origin": Origin(path="/var/log/auth.log", line=9),
        "time": NOON,
        "program": "sshd",
        "pid": 555,
        "event": "accepted",
        "method": "password",
        "user": "root",
        "address": address,
        "port": 40000,
        "fingerprint": "",
        "message": "Accepted password",
    }
    return LogEvent(**{**fields, **changes})


def login_session(**changes: Any) -> LoginSession:
    fields: dict[str, Any] = {
        "origin": Origin(path="/run/systemd/sessions/4"),
        "name": "4",
        "user": "root",
        "uid": 0,
        "leader": 555,
        "terminal": "pts/0",
        "address": "203.0.113.9",
        "service": "sshd",
        "state": "active",
        "started": NOON,
    }
    return LoginSession(**{**fields, **changes})


def failed(number: int, address: str = "203.0.113.9", **changes: Any) -> LogEvent:
    fields: dict[str, Any] = {
        "origin": Origin(path="/var/log/auth.log", line=number),
        "time": NOON - 60 + number / 100,
        "event": "failed",
        "message": "Failed password",
    }
    return accepted(address, **{**fields, **changes})


def cron_job(command: str = "/usr/lib/.x/k", **changes: Any) -> CronJob:
    fields: dict[str, Any] = {
        "origin": Origin(path="/etc/cron.d/x", line=1),
        "schedule": "* * * * *",
        "user": "root",
        "command": command,
        "text": f"* * * * * root {command}",
        "file_modified": NOON + 60,
        "is_shared": False,
        "targets": (command.split(maxsplit=1)[0],),
    }
    return CronJob(**{**fields, **changes})


def init_script(name: str = "x", **changes: Any) -> BootScript:
    path = f"/etc/init.d/{name}"
    fields: dict[str, Any] = {
        "origin": Origin(path=path),
        "text": "",
        "file_modified": NOON + 60,
        "is_shared": False,
        "user": "root",
        "command": "/usr/lib/.x/k",
        "targets": (path, "/usr/lib/.x/k"),
        "kind": "init script",
    }
    return BootScript(**{**fields, **changes})


def sudo_rule(account: str = "daemon2", **changes: Any) -> SudoersEntry:
    fields: dict[str, Any] = {
        "origin": Origin(path="/etc/sudoers", line=9),
        "text": f"{account} ALL=(ALL) NOPASSWD: ALL",
        "file_modified": NOON,
        "is_shared": True,
        "kind": "rule",
        "who": (account,),
        "hosts": ("ALL",),
        "run_as": ("ALL",),
        "tags": ("NOPASSWD",),
        "commands": ("ALL",),
        "without_password": ("ALL",),
    }
    return SudoersEntry(**{**fields, **changes})


def unit(name: str = "x.service", **changes: Any) -> SystemdUnit:
    path = f"/etc/systemd/system/{name}"
    fields: dict[str, Any] = {
        "origin": Origin(path=path),
        "name": name,
        "files": (path,),
        "links": (f"/etc/systemd/system/multi-user.target.wants/{name}",),
        "commands": ("/usr/lib/.x/k",),
        "targets": ("/usr/lib/.x/k",),
        "user": "",
        "restart": "always",
        "triggers": (),
        "environment": (),
        "package": None,
        "is_masked": False,
        "file_modified": NOON + 60,
    }
    return SystemdUnit(**{**fields, **changes})


def authorized_key(fingerprint: str = "SHA256:evil", **changes: Any) -> AuthorizedKey:
    fields: dict[str, Any] = {
        "origin": Origin(path="/root/.ssh/authorized_keys", line=2),
        "account": "root",
        "type": "ssh-ed25519",
        "fingerprint": fingerprint,
        "comment": "x",
        "options": "",
        "position": 2,
        "file_modified": NOON + 60,
    }
    return AuthorizedKey(**{**fields, **changes})


def account(name: str = "daemon2", **changes: Any) -> Account:
    fields: dict[str, Any] = {
        "origin": Origin(path="/etc/passwd", line=30),
        "name": name,
        "uid": 0,
        "gid": 0,
        "description": "",
        "home": "/root",
        "shell": "/bin/bash",
        "password": "set",
        "password_changed": 19000,
        "groups": (),
        "in_backup": False,
        "file_modified": NOON + 60,
    }
    return Account(**{**fields, **changes})


def file(path: str = "/usr/lib/.x/k", **changes: Any) -> ReferencedFile:
    fields: dict[str, Any] = {
        "origin": Origin(path=path),
        "path": path,
        "aliases": (),
        "kind": "file",
        "mode": 0o755,
        "uid": 0,
        "gid": 0,
        "size": 1000,
        "device": 1,
        "inode": 77,
        "modified": NOON + 60,
        "changed": NOON + 60,
        "born": NOON + 60,
        "sha256": "ab" * 32,
        "content": "elf",
        "package": None,
        "is_intact": None,
        "is_hidden": "/." in path,
        "is_temporary": path.startswith("/tmp/"),
        "is_writable_by_others": False,
        "is_executable": True,
        "mentions": (),
        "referenced_by": (),
    }
    return ReferencedFile(**{**fields, **changes})


def special(path: str = "/usr/bin/find", **changes: Any) -> SpecialFile:
    """A packaged program that is SUID root."""
    fields: dict[str, Any] = {
        "origin": Origin(path=path),
        "path": path,
        "kind": "file",
        "mode": 0o4755,
        "uid": 0,
        "gid": 0,
        "size": 1000,
        "capabilities": (),
        "is_immutable": False,
        "is_append_only": False,
        "content": "elf",
        "package": "findutils",
        "is_intact": True,
        "declared_mode": None,
        "twin": None,
        "system": None,
        "is_hidden": "/." in path,
        "is_temporary": path.startswith("/tmp/"),
        "modified": NOON,
        "changed": NOON,
        "born": NOON,
    }
    return SpecialFile(**{**fields, **changes})


def packaged(path: str, **changes: Any) -> ReferencedFile:
    fields: dict[str, Any] = {"package": "coreutils", "is_intact": True, "sha256": None}
    return file(path, **{**fields, **changes})


def changed_file(path: str, **changes: Any) -> ChangedPackageFile:
    fields: dict[str, Any] = {
        "origin": Origin(path=path),
        "path": path,
        "package": "procps",
        "changes": ("content",),
        "expected": "md5 1",
        "actual": "md5 2",
        "is_configuration": False,
        "content": "script",
        "modified": NOON,
    }
    return ChangedPackageFile(**{**fields, **changes})


def preloaded(library: str = "/usr/lib/.x/h.so") -> PreloadedLibrary:
    return PreloadedLibrary(origin=Origin(path="/etc/ld.so.preload", line=1), library=library)


def operator(*keys: str, address: str = "") -> Operator:
    return Operator(
        origin=Origin(path="/proc/self"), processes=keys, login_uid=0, claimed_address=address
    )


def finding(*entities: Entity, **changes: Any) -> Finding:
    fields: dict[str, Any] = {
        "rule": "a_rule",
        "title": "A rule",
        "severity": "high",
        "confidence": "high",
        "techniques": ("T1036",),
        "records": ("0" * 16,),
        "entities": entities,
        "why": "It was seen.",
        "advice": "Look.",
    }
    return Finding(**{**fields, **changes})


def web_shell(path: str = "/srv/www/uploads/x.php", **changes: Any) -> WebShell:
    ordinary = WebShell(
        origin=Origin(path=path, line=1),
        path=path,
        url_path="/uploads/x.php",
        severity="critical",
        confidence="high",
        witnesses=("tree",),
        why="a request is run",
        uid=33,
        modified=1_700_000_000.0,
        born=None,
    )
    return replace(ordinary, **changes)


def web_attack(address: str = "203.0.113.9", **changes: Any) -> WebAttack:
    ordinary = WebAttack(
        origin=Origin(path="/var/log/nginx/access.log"),
        rule="weblog_web_shell",
        title="A script is used as web shells are",
        severity="high",
        confidence="medium",
        techniques=("T1505.003",),
        address=address,
        url_path="/uploads/x.php",
        first=1_700_000_100,
        last=1_700_000_200,
        requests=7,
        succeeded=True,
        why="it is posted to",
        advice="Look.",
    )
    return replace(ordinary, **changes)
