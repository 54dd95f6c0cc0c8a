"""What each action is tried on: servers with everything that makes putting back hard."""

import os
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.respond.fake_kernel import FakeProcess, Kernel

from rootout.host import attributes
from rootout.respond.action import Action
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.block_port import BlockPort
from rootout.respond.actions.clear_immutable import ClearImmutable
from rootout.respond.actions.disable_unit import DisableUnit
from rootout.respond.actions.end_session import EndSession
from rootout.respond.actions.expire_password import ExpirePassword
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.isolate_host import IsolateHost
from rootout.respond.actions.lock_account import LockAccount
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_account import RemoveAccount
from rootout.respond.actions.remove_drop_in import RemoveDropIn
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.actions.remove_folder import RemoveFolder
from rootout.respond.actions.remove_line import RemoveLine
from rootout.respond.actions.restore_mode import RestoreMode
from rootout.respond.actions.restore_preload import RestorePreload
from rootout.respond.actions.revoke_key import RevokeKey
from rootout.respond.actions.stop_process import StopProcess

LOCKED = attributes.IMMUTABLE | attributes.APPEND_ONLY
OLD = 1_500_000_000_123_456_789
# acl(5) as the kernel keeps it: version 2, then tag, permissions and id of each entry.
EVERYONE = 2**32 - 1
ENTRIES = ((1, 6, EVERYONE), (2, 4, 1000), (4, 4, EVERYONE), (16, 6, EVERYONE), (32, 0, EVERYONE))
ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in ENTRIES)
CAPABILITY = struct.pack("<5I", 0x02000001, 0x80, 0, 0, 0)  # cap_setuid+ep
BLOB = "AAAAC3NzaC1lZDI1NTE5AAAAIGludHJ1ZGVyaW50cnVkZXJpbnRydWRlcmludHJ1ZGVy"
OTHER_BLOB = "AAAAC3NzaC1lZDI1NTE5AAAAIG9wZXJhdG9yb3BlcmF0b3JvcGVyYXRvcm9wZXJhdG9y"
FINGERPRINT = "SHA256:dagbJfvld59YNXwRFC9VEh6Bje4F6LF6UcQTflLJS7Y"


@dataclass
class Server:
    """A place to build on: files below `root`, and a kernel."""

    root: Path
    kernel: Kernel = field(default_factory=Kernel)

    def file(self, name: str, data: bytes = b"", **dress: object) -> Path:
        path = self.root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        dress_up(path, **dress)
        return path

    def age(self) -> None:
        """Give every folder a time of its own, so that a change shows."""
        for number, folder in enumerate([self.root, *sorted(self.root.rglob("*"))]):
            is_folder = folder.is_dir() and not folder.is_symlink()
            if is_folder and not attributes.flags(str(folder)) & LOCKED:
                os.utime(folder, ns=(OLD + number, OLD + 1000 + number))


def dress_up(path, *, mode=0o640, owner=(1000, 1001), extended=True, acl=True):
    os.chown(path, *owner)
    if extended:
        os.setxattr(path, "user.note", b"\x00\xff")
        os.setxattr(path, "trusted.note", b"1")
    os.chmod(path, mode)
    if acl:
        os.setxattr(path, "system.posix_acl_access", ACL)
    os.utime(path, ns=(OLD + 5, OLD))


def lock(*paths, mode="+i"):
    subprocess.run(["/usr/bin/chattr", mode, *map(str, paths)], check=True)


def unlock(root):
    command = ["/usr/bin/chattr", "-R", "-f", "-ia", str(root)]
    subprocess.run(command, check=False, capture_output=True)


@dataclass
class Scenario:
    action: Action
    build: Callable[[Server], None]
    note: str

    @property
    def name(self) -> str:
        return f"{self.action.name()}-{self.note}"


def plain_file(server):
    server.file("/tmp/.x/implant", b"\x7fELF", mode=0o4755)
    server.file("/tmp/.x/other", b"kept")


def locked_file(server):
    path = server.file("/tmp/.x/implant", b"\x7fELF", mode=0o755)
    lock(path, mode="+ia")
    server.age()
    lock(path.parent)


def file_of_two_names(server):
    path = server.file("/tmp/.x/implant", b"\x7fELF", mode=0o755)
    os.link(path, path.with_name("twin"))


def odd_name(server):
    server.file(ODD, b"#!/bin/sh\n", mode=0o700)


def a_link(server):
    server.file("/tmp/.x/real", b"1")
    os.symlink("real", server.root / "tmp/.x/implant")
    os.utime(server.root / "tmp/.x/implant", ns=(OLD, OLD), follow_symlinks=False)


def a_fifo(server):
    (server.root / "tmp/.x").mkdir(parents=True)
    os.mkfifo(server.root / "tmp/.x/implant")
    dress_up(server.root / "tmp/.x/implant", extended=False)


def empty_folder(server):
    (server.root / "tmp/.x/implant").mkdir(parents=True)
    dress_up(server.root / "tmp/.x/implant", mode=0o1777)


def below_a_link(server):
    plain_file(server)
    os.symlink("/tmp/.x", server.root / "way")


def nothing(server):
    (server.root / "tmp/.x").mkdir(parents=True)


def no_folder(server):
    (server.root / "tmp").mkdir(parents=True)


def privileged_program(server):
    path = server.file("/usr/bin/find", b"\x7fELF", mode=0o6755)
    os.setxattr(path, "security.capability", CAPABILITY)
    os.utime(path, ns=(OLD + 5, OLD))


def locked_privileged_program(server):
    privileged_program(server)
    lock(server.root / "usr/bin/find")


def locked_folder(server):
    server.file("/etc/cron.d/x", EVIL_BYTES)
    server.age()
    lock(server.root / "etc/cron.d", mode="+ai")


def crontab(server):
    server.file("/etc/crontab", b"# kept\r\n17 * * * * root true\n" + EVIL_BYTES + b"\nlast")


def crontab_of_two_names(server):
    crontab(server)
    os.link(server.root / "etc/crontab", server.root / "etc/crontab.old")


def locked_crontab(server):
    crontab(server)
    lock(server.root / "etc/crontab")


def linked_crontab(server):
    server.file("/srv/jobs", EVIL_BYTES)
    (server.root / "etc").mkdir()
    os.symlink("/srv/jobs", server.root / "etc/crontab")


def repeated_job(server):
    server.file("/etc/crontab", EVIL_BYTES + b"\nkept\n" + EVIL_BYTES + b"\n")


def sudoers(server):
    rule = SUDO_RULE.text.encode()
    kept = b"Defaults env_reset\n" + rule.replace(b"evil", b"good") + b"\n"
    server.file("/etc/sudoers", kept + rule + b"\n@includedir /etc/sudoers.d", mode=0o440)
    lock(server.root / "etc/sudoers")


def at_job(server):
    server.file(AT_JOB, b"#!/bin/sh\n# atrun uid=0 gid=0\n", mode=0o700)
    server.file("/var/spool/cron/atjobs/.SEQ", b"00001\n", mode=0o600)


def keys(server):
    kept = f'command="a \\" b" ssh-ed25519 {OTHER_BLOB} me\n# {OTHER_BLOB}\n\n'
    evil = f"no-pty ssh-ed25519 {BLOB} evil\n"
    server.file("/root/.ssh/authorized_keys", kept.encode() + evil.encode() + b"\xff\n", mode=0o600)


def accounts(server):
    tables = {
        "passwd": "root:x:0:0::/root:/bin/sh\nevil:x:0:1005::/:/bin/sh\nme:x:1000:1000::/:\n",
        "shadow": "root:*:1::::::\nevil:$y$secret:1::::::\nme:!:1::::::\n",
        "group": "root:x:0:\nsudo:x:27:me,evil\nadm:x:4:evil\nevil:x:1005:\nme:x:1000:\n",
        "gshadow": "root:*::\nsudo:*:evil:me,evil\nevil:!::\nme:!::\n",
        "subuid": "me:100000:65536\nevil:165536:65536\n",
        "subgid": "evil:165536:65536\n",
    }
    for number, (name, text) in enumerate(tables.items()):
        server.file(f"/etc/{name}", text.encode(), mode=0o600 + number)


def accounts_without_shadow(server):
    server.file("/etc/passwd", b"root:x:0:0:root:/root:/bin/sh\nevil:x:00:0::/root:/bin/sh")
    server.file("/etc/group", b"root:x:0:evil\nevil:x:7:me\n")


def locked_shadow(server):
    accounts(server)
    lock(server.root / "etc/shadow")


def preload(server):
    server.file("/etc/ld.so.preload", b"/lib/evil.so\n")
    lock(server.root / "etc/ld.so.preload")


def shared_preload(server):
    server.file("/etc/ld.so.preload", b"/lib/good.so:/lib/evil.so # why\n/lib/evil.so\n#end")


def unit(server):
    folder = "/etc/systemd/system"
    server.file(f"{folder}/evil.service", b"[Service]\nExecStart=/tmp/x\nRestart=always\n")
    server.file(f"{folder}/evil.service.d/more.conf", b"[Service]\nUser=root\n")
    server.file(f"{folder}/good.service", b"[Service]\n")
    wants = server.root / folder[1:] / "multi-user.target.wants"
    wants.mkdir()
    os.symlink("../evil.service", wants / "evil.service")
    os.utime(wants / "evil.service", ns=(OLD, OLD), follow_symlinks=False)
    server.kernel.active_units = {"evil.service"}
    server.kernel.loaded_units = tuple(sorted(os.listdir(server.root / folder[1:])))


def processes(server):
    server.kernel.processes = {
        "10:1": FakeProcess(cgroup="/system.slice/evil.service"),
        "11:2": FakeProcess(cgroup="/user.slice"),
        "12:3": FakeProcess(cgroup="/innocent"),
        "13:4": FakeProcess(cgroup="/gone", is_alive=False),
    }


def some_blocked(server):
    server.kernel.blocked = {"203.0.113.1"}
    server.kernel.connected = {"203.0.113.9", "198.51.100.7"}
    server.kernel.ports = {"udp/5353"}
    server.kernel.connected_ports = {"tcp/4444", "tcp/80"}


def isolated(server):
    server.kernel.allowed = frozenset(("192.0.2.1", "192.0.2.2"))


ISOLATION = IsolateHost(operators=("198.51.100.7",), forbidden=("203.0.113.9",), seconds=60)
ODD = "/tmp/.x/a\nb'\"\udcff"
EVIL = "* * * * * root /tmp/.x/\udcff implant\r"
EVIL_BYTES = EVIL.encode(errors="surrogateescape")
IMPLANT = QuarantineFile(path="/tmp/.x/implant")
JOB = RemoveLine(path="/etc/crontab", line=3, text=EVIL)
SUDO_RULE = RemoveLine(
    path="/etc/sudoers",
    line=4,
    text="evil ALL=(ALL) \\\n\tNOPASSWD: \\ \n\tALL\r",
    kind="setting",
)
AT_JOB = "/var/spool/cron/atjobs/a0000101c89afb"
ACCOUNT = RemoveAccount(account="evil", uid=0)
DROP_IN = "/etc/systemd/system/cron.service.d/x.conf"


def drop_in(server):
    server.file(DROP_IN, b"[Service]\nExecStartPre=/tmp/x\n")
    server.file("/etc/systemd/system/cron.service.d/own.conf", b"[Service]\nLimitNOFILE=9\n")
    server.kernel.loaded_units = ("cron.service.d",)


UNIT = DisableUnit(
    unit="evil.service",
    files=(
        "/etc/systemd/system/evil.service",
        "/etc/systemd/system/evil.service.d/more.conf",
    ),
    links=("/etc/systemd/system/multi-user.target.wants/evil.service",),
)
SOME = ("10:1", "11:2", "13:4", "14:5")

SCENARIOS = (
    Scenario(IMPLANT, plain_file, "plain"),
    Scenario(IMPLANT, locked_file, "locked"),
    Scenario(IMPLANT, file_of_two_names, "two_names"),
    Scenario(IMPLANT, a_link, "link"),
    Scenario(IMPLANT, a_fifo, "fifo"),
    Scenario(IMPLANT, empty_folder, "folder"),
    Scenario(IMPLANT, nothing, "nothing"),
    Scenario(IMPLANT, no_folder, "no_folder"),
    Scenario(QuarantineFile(path=ODD), odd_name, "odd_name"),
    Scenario(QuarantineFile(path="/way/implant"), below_a_link, "below_a_link"),
    Scenario(RemoveFile(path="/tmp/.x/implant"), locked_file, "locked"),
    Scenario(RemoveFolder(path="/tmp/.x/implant"), empty_folder, "empty"),
    Scenario(RemoveFolder(path="/tmp/.x"), plain_file, "not_empty"),
    Scenario(RemoveFolder(path="/tmp/.x/implant"), no_folder, "nothing"),
    Scenario(JOB, crontab, "plain"),
    Scenario(JOB, locked_crontab, "locked"),
    Scenario(JOB, crontab_of_two_names, "two_names"),
    Scenario(JOB, linked_crontab, "linked"),
    Scenario(JOB, repeated_job, "repeated"),
    Scenario(JOB, no_folder, "nothing"),
    Scenario(SUDO_RULE, sudoers, "carried_on"),
    Scenario(RemoveFile(path=AT_JOB), at_job, "at_job"),
    Scenario(RemoveDropIn(path=DROP_IN), drop_in, "plain"),
    Scenario(RevokeKey(path="/root/.ssh/authorized_keys", fingerprint=FINGERPRINT), keys, "plain"),
    Scenario(ACCOUNT, accounts, "plain"),
    Scenario(ACCOUNT, accounts_without_shadow, "without_shadow"),
    Scenario(LockAccount(account="evil"), accounts, "plain"),
    Scenario(LockAccount(account="evil"), accounts_without_shadow, "without_shadow"),
    Scenario(LockAccount(account="evil"), locked_shadow, "locked"),
    Scenario(LockAccount(account="nobody"), accounts, "nothing"),
    Scenario(ExpirePassword(account="evil"), accounts, "plain"),
    Scenario(ExpirePassword(account="evil"), locked_shadow, "locked"),
    Scenario(
        RestorePreload(path="/etc/ld.so.preload", libraries=("/lib/evil.so",)), preload, "alone"
    ),
    Scenario(
        RestorePreload(path="/etc/ld.so.preload", libraries=("/lib/evil.so",)),
        shared_preload,
        "shared",
    ),
    Scenario(UNIT, unit, "plain"),
    Scenario(RestoreMode(path="/usr/bin/find"), privileged_program, "plain"),
    Scenario(RestoreMode(path="/usr/bin/find"), locked_privileged_program, "locked"),
    Scenario(RestoreMode(path="/usr/bin/find"), no_folder, "nothing"),
    Scenario(ClearImmutable(path="/etc/crontab"), locked_crontab, "file"),
    Scenario(ClearImmutable(path="/etc/cron.d"), locked_folder, "folder"),
    Scenario(ClearImmutable(path="/etc/crontab"), no_folder, "nothing"),
    Scenario(FreezeProcess(processes=SOME), processes, "plain"),
    Scenario(StopProcess(processes=SOME), processes, "plain"),
    Scenario(EndSession(session="root@203.0.113.9#10", processes=SOME), processes, "plain"),
    Scenario(BlockAddress(addresses=("203.0.113.1", "203.0.113.9")), some_blocked, "plain"),
    Scenario(ISOLATION, some_blocked, "plain"),
    Scenario(ISOLATION, isolated, "isolated_before"),
    Scenario(BlockPort(ports=("tcp/4444", "udp/5353")), some_blocked, "plain"),
)
