from dataclasses import replace
from typing import Any

from tests.records import (
    accepted,
    account,
    listener,
    login_session,
    operator,
    packaged,
    process,
    socket,
    unit,
)

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.unit_drop_ins import UnitDropIn
from rootout.model.evidence import Evidence
from rootout.model.record import Origin
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.block_port import BlockPort
from rootout.respond.actions.disable_unit import DisableUnit
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.isolate_host import IsolateHost
from rootout.respond.actions.lock_account import LockAccount
from rootout.respond.actions.quarantine_file import QuarantineFile
from rootout.respond.actions.remove_account import RemoveAccount
from rootout.respond.actions.revoke_key import RevokeKey
from rootout.respond.actions.stop_process import StopProcess
from rootout.workflow.protect import guard_for

OPERATORS = (
    operator("70:700", "60:600"),
    socket(processes=("60:600",), remote_address="198.51.100.7"),
    accepted("198.51.100.7", pid=60, method="publickey", fingerprint="SHA256:mine"),
    process(2, is_kernel_thread=True),
    packaged("/usr/bin/sh", aliases=("/bin/sh",)),
    unit("ssh.service", package="openssh-server"),
    listener(80, local_address="192.0.2.80"),
)


def test_the_operator_the_kernel_and_packaged_parts_are_refused() -> None:
    guard = guard_for(Evidence(OPERATORS))
    for action in (
        FreezeProcess(processes=("60:600",)),
        FreezeProcess(processes=("2:20",)),
        FreezeProcess(processes=("1:1",)),
        BlockAddress(addresses=("198.51.100.7",)),
        BlockAddress(addresses=("192.0.2.80",)),
        BlockAddress(addresses=("198.51.0.0/16",)),
        RevokeKey(path="/root/.ssh/authorized_keys", fingerprint="SHA256:mine"),
        QuarantineFile(path="/bin/sh"),
        DisableUnit(unit="ssh.service", files=(), links=()),
    ):
        assert guard.refuse(action), action


def test_the_account_that_the_operator_logged_in_with_is_kept() -> None:
    alice = account("alice", uid=1000)
    seen = replace(operator("70:700"), login_uid=1000)
    action = RemoveAccount(account="alice", uid=1000)
    assert guard_for(Evidence((seen, alice))).refuse(action)
    assert guard_for(Evidence((operator("70:700"), alice))).refuse(action) is None


def test_no_account_is_locked_that_the_operator_uses() -> None:
    alice, bob = account("alice", uid=1000), account("bob", uid=1001)
    own = operator("70:700", "60:600")
    lock = LockAccount(account="alice")
    for seen in (
        process(70, uid=1000),
        accepted("198.51.100.7", pid=60, user="alice"),
        login_session(leader=60, user="alice"),
    ):
        guard = guard_for(Evidence((own, alice, bob, seen)))
        assert guard.refuse(lock), seen
        assert guard.refuse(LockAccount(account="bob")) is None
    others = (process(99, uid=1000), login_session(user="alice"), accepted(user="alice", pid=98))
    assert guard_for(Evidence((own, alice, *others))).refuse(lock) is None
    assert guard_for(Evidence((own, alice))).refuse(LockAccount(account="root"))


def test_the_server_is_not_cut_off_from_the_operator() -> None:
    proxied = socket(processes=("60:600",), remote_address="127.0.0.1")
    guard = guard_for(Evidence((*OPERATORS, proxied)))
    assert guard.refuse(IsolateHost(operators=(), forbidden=(), seconds=60))
    assert not guard.refuse(IsolateHost(operators=("198.51.100.7",), forbidden=(), seconds=60))


def test_ports_of_the_operator_and_of_packaged_services_are_kept() -> None:
    worker = process(100, unit="db.service")
    guard = guard_for(
        Evidence(
            (
                operator("70:700"),
                unit("db.service", package="db"),
                unit("evil.service"),
                worker,
                process(300, unit="db.service", package=None),
                process(400, unit="evil.service"),
                socket(processes=("70:700",), remote_address="198.51.100.7", local_port=2222),
                listener(5432, processes=(worker.key,)),
                socket(processes=(worker.key,), remote_port=5433),
                listener(6000, processes=("300:3000", "9:9")),
                listener(6001, processes=("400:4000",)),
            )
        )
    )
    for port in ("tcp/2222", "tcp/4444", "tcp/5432", "tcp/5433"):
        assert guard.refuse(BlockPort(ports=(port,))), port
    for port in ("tcp/6000", "tcp/6001", "udp/2222"):
        assert guard.refuse(BlockPort(ports=(port,))) is None, port


def test_an_intruder_is_not() -> None:
    guard = guard_for(Evidence(OPERATORS))
    for action in (
        FreezeProcess(processes=("666:6660",)),
        BlockAddress(addresses=("203.0.113.9",)),
        RevokeKey(path="/root/.ssh/authorized_keys", fingerprint="SHA256:evil"),
        QuarantineFile(path="/tmp/.x"),
        DisableUnit(unit="evil.service", files=("/etc/systemd/system/evil.service",), links=()),
    ):
        assert guard.refuse(action) is None, action


def daemon(pid: int = 100, **changes: Any) -> Process:
    fields = {"parent": "1:1", "executable": "/usr/sbin/sshd", "unit": "ssh.service"}
    return process(pid, **{**fields, **changes})


def drop_in(unit_name: str) -> UnitDropIn:
    return UnitDropIn(
        origin=Origin(path=f"/etc/systemd/system/{unit_name}.d/x.conf"),
        text="",
        file_modified=0.0,
        is_shared=False,
        user="root",
        command="/usr/bin/socat",
        targets=("/usr/bin/socat",),
        unit=unit_name,
    )


def test_a_service_of_a_package_is_not_frozen_or_killed() -> None:
    ssh = unit("ssh.service", package="openssh-server", targets=("/usr/sbin/sshd",))
    changed = unit(
        "cron.service",
        package="cron",
        files=("/usr/lib/systemd/system/cron.service", drop_in("cron.service").origin.path),
        targets=("/usr/sbin/cron", "/usr/bin/socat"),
    )
    guard = guard_for(
        Evidence(
            (
                ssh,
                changed,
                drop_in("cron.service"),
                unit("evil.service", targets=("/usr/bin/socat",)),
                daemon(100),
                daemon(200, parent="100:1000"),  # a login
                daemon(300, executable="/usr/bin/bash"),  # left behind by a shell of the intruder
                daemon(400, unit="cron.service", executable="/usr/bin/socat"),
                daemon(500, unit="evil.service", executable="/usr/bin/socat"),
                daemon(600, package=None),
                daemon(700, unit=None),
            )
        )
    )
    assert "is a service of a package" in (guard.refuse(StopProcess(processes=("100:1000",))) or "")
    assert not guard.allows_process("100:1000")
    for pid in range(200, 800, 100):
        assert guard.allows_process(f"{pid}:{pid * 10}"), pid


def test_behind_a_multiplexer_whoever_holds_the_connection_is_kept() -> None:
    came = socket(processes=("55:550",), remote_address="198.51.100.7")
    own = operator("70:700", address="198.51.100.7")
    guard = guard_for(Evidence((own, came)))
    assert not guard.allows_process("55:550")
    held = socket(processes=("70:700",), remote_address="198.51.100.7")
    assert guard_for(Evidence((own, came, held))).allows_process("55:550")
    local = socket(processes=("55:550",), remote_address="127.0.0.1")
    assert guard_for(Evidence((operator("70:700", address="127.0.0.1"), local))).allows_process(
        "55:550"
    )
