"""What the guard must know, gathered from one scan."""

from collections.abc import Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.login_sessions import LoginSession
from rootout.collect.artifacts.operator import Operator
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.auth_messages import AuthEvent
from rootout.collect.trust import LOCAL, Trust
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.respond.guard import Guard, Protected


def guard_for(evidence: Evidence) -> Guard:
    """Return a guard that knows the operator and the host's own parts."""
    trust = Trust(evidence)
    units = {one.name for one in evidence.of(SystemdUnit)}
    return Guard(
        Protected(
            processes=_processes(evidence, trust),
            files=frozenset(
                path
                for one in evidence.of(ReferencedFile)
                if one.is_trusted
                for path in (one.path, *one.aliases)
            ),
            accounts=frozenset(("root", *_operator_accounts(evidence, trust))),
            operators=frozenset(
                one for one in trust.operator_addresses if not one.startswith(LOCAL)
            ),
            addresses=trust.operator_addresses | _own_addresses(evidence),
            ports=frozenset(_ports(evidence, trust)),
            keys=_operator_keys(evidence, trust),
            units=frozenset(name for name in units if trust.is_own(Entity("unit", name))),
        )
    )


def _processes(evidence: Evidence, trust: Trust) -> frozenset[str]:
    kernel = {one.key for one in evidence.of(Process) if one.is_kernel_thread}
    return trust.operator_processes | kernel


def _own_addresses(evidence: Evidence) -> frozenset[str]:
    """Return the host's own addresses, as its sockets name them."""
    return frozenset(
        one.local_address
        for one in evidence.of(Socket)
        if one.local_address and one.protocol in ("tcp", "udp")
    )


def _ports(evidence: Evidence, trust: Trust) -> Iterator[str]:
    """Yield the ports of the operator's connections, and of the services of packages."""
    running = {one.key: one for one in evidence.of(Process)}
    for one in evidence.of(Socket):
        holders = (running[key] for key in one.processes if key in running)
        if one.state == "established" and one.remote_address in trust.operator_addresses:
            yield f"{one.protocol}/{one.local_port}"
            yield f"{one.protocol}/{one.remote_port}"
        elif any(_is_service(holder, trust) for holder in holders):
            yield f"{one.protocol}/{one.local_port if one.is_listening else one.remote_port}"


def _is_service(process: Process, trust: Trust) -> bool:
    """Say whether a process runs a package's program for a package's unit."""
    unit = process.unit is not None and trust.is_own(Entity("unit", process.unit))
    return unit and trust.is_packaged(process)


def _operator_accounts(evidence: Evidence, trust: Trust) -> Iterator[str]:
    """Yield the accounts with which the operator logged in, or has become since."""
    own = trust.operator_processes
    uids = {one.login_uid for one in evidence.of(Operator)}
    uids |= {one.uid for one in evidence.of(Process) if one.key in own}
    yield from (one.name for one in evidence.of(Account) if one.uid in uids and one.uid)
    pids = {int(key.partition(":")[0]) for key in own}
    logins = (one for one in evidence.of(AuthEvent) if one.event == "accepted")
    yield from (one.user for one in logins if one.pid in pids)
    yield from (one.user for one in evidence.of(LoginSession) if one.leader in pids)


def _operator_keys(evidence: Evidence, trust: Trust) -> frozenset[str]:
    """Return the keys with which the operator's address logged in to sessions that still run."""
    pids = {key.partition(":")[0] for key in trust.operator_processes}
    return frozenset(
        one.fingerprint
        for one in evidence.of(AuthEvent)
        if one.fingerprint and one.event == "accepted" and str(one.pid) in pids
    )
