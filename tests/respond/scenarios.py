"""One small world for each action: what is there before, and the action to take."""

import os
from collections.abc import Callable
from pathlib import Path

from rootout.collect.artifacts.authorized_keys import fingerprint_of
from rootout.respond.action import Action
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.disable_unit import DisableUnit
from rootout.respond.actions.end_session import EndSession
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_account import RemoveAccount
from rootout.respond.actions.remove_cron_line import RemoveCronLine
from rootout.respond.actions.remove_file import RemoveFile
from rootout.respond.actions.restore_preload import RestorePreload
from rootout.respond.actions.revoke_key import RevokeKey
from rootout.respond.actions.stop_process import StopProcess
from tests.respond.kernel import Kernel

OLD_NS = 1_600_000_000_123_456_789
EVIL_BLOB = "AAAAC3NzaC1lZDI1NTE5AAAAIHdoYXRldmVyIGlzIGluIGhlcmUgaXMgbm8ga2V5IQ=="
EVIL = fingerprint_of(EVIL_BLOB) or ""


def put(root: Path, path: str, data: bytes, mode: int = 0o644) -> None:
    place = root / path.lstrip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)
    place.chmod(mode)
    age(root)


def age(root: Path) -> None:
    """Give everything old times, so that a touched one shows."""
    for folder, _, files in os.walk(root, topdown=False):
        for name in files:
            os.utime(os.path.join(folder, name), ns=(OLD_NS, OLD_NS), follow_symlinks=False)
        os.utime(folder, ns=(OLD_NS, OLD_NS))


def quarantine_file(root: Path, kernel: Kernel) -> Action:
    name = "/tmp/.x y/\udcff\n..k"
    put(root, name, b"\x7fELF evil\0", 0o4755)
    return QuarantineFile(path=name)


def remove_file(root: Path, kernel: Kernel) -> Action:
    put(root, "/etc/cron.d/other", b"# mine\n")
    put(root, "/etc/cron.d/evil", b"* * * * * root /tmp/x\n")
    return RemoveFile(path="/etc/cron.d/evil")


def remove_cron_line(root: Path, kernel: Kernel) -> Action:
    table = b"# head\r\n5 5 * * * /bin/mine\n* * * * *  /tmp/x\nno newline at the end"
    put(root, "/var/spool/cron/crontabs/root", table, 0o600)
    return RemoveCronLine(path="/var/spool/cron/crontabs/root", line=3, text="* * * * *  /tmp/x")


def revoke_key(root: Path, kernel: Kernel) -> Action:
    mine = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG1pbmUgbWluZSBtaW5l me@laptop\n"
    put(root, "/root/.ssh/authorized_keys", mine + f"ssh-ed25519 {EVIL_BLOB} x\n".encode(), 0o600)
    return RevokeKey(path="/root/.ssh/authorized_keys", fingerprint=EVIL)


def restore_preload(root: Path, kernel: Kernel) -> Action:
    put(root, "/etc/ld.so.preload", b"/usr/lib/good.so /tmp/evil.so\n")
    return RestorePreload(path="/etc/ld.so.preload", libraries=("/tmp/evil.so",))


def disable_unit(root: Path, kernel: Kernel) -> Action:
    unit, wants = "/etc/systemd/system/evil.service", "multi-user.target.wants/evil.service"
    put(root, unit, b"[Service]\nExecStart=/tmp/x\n")
    link = root / "etc/systemd/system" / wants
    link.parent.mkdir()
    link.symlink_to(unit)
    age(root)
    kernel.active.add("evil.service")
    return DisableUnit(unit="evil.service", files=(unit,), links=(f"/etc/systemd/system/{wants}",))


def remove_account(root: Path, kernel: Kernel) -> Action:
    put(root, "/etc/passwd", b"root:x:0:0::/root:/bin/sh\nevil:x:0:0::/:/bin/sh\nbob:x:1:1::/:/x\n")
    put(root, "/etc/shadow", b"root:*:1::::::\nevil:$y$:1::::::\nbob:*:1::::::\n", 0o640)
    put(root, "/etc/group", b"root:x:0:\nevil:x:77:\nbob:x:1:\n")
    put(root, "/etc/subuid", b"evil:100000:65536\n")
    return RemoveAccount(account="evil", uid=0)


def freeze_process(root: Path, kernel: Kernel) -> Action:
    kernel.processes.update({"5:50": "/system.slice/a", "6:60": "/user.slice", "7:70": "/mine"})
    return FreezeProcess(processes=("5:50", "6:60", "9:90"))


def stop_process(root: Path, kernel: Kernel) -> Action:
    kernel.processes.update({"5:50": "/a", "7:70": "/mine"})
    return StopProcess(processes=("5:50",))


def end_session(root: Path, kernel: Kernel) -> Action:
    kernel.processes.update({"5:50": "/a", "7:70": "/mine"})
    return EndSession(session="root@203.0.113.9#5", processes=("5:50",))


def block_address(root: Path, kernel: Kernel) -> Action:
    kernel.blocked.add("203.0.113.1")
    kernel.sockets.add("203.0.113.9")
    return BlockAddress(addresses=("203.0.113.1", "203.0.113.9", "2001:db8::9"))


Scenario = Callable[[Path, Kernel], Action]
SCENARIOS: dict[str, Scenario] = {
    one.__name__: one
    for one in (
        quarantine_file,
        remove_file,
        remove_cron_line,
        revoke_key,
        restore_preload,
        disable_unit,
        remove_account,
        freeze_process,
        stop_process,
        end_session,
        block_address,
    )
}
