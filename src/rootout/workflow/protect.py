"""What the guard must know, gathered from one scan."""

from collections.abc import Iterator

from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.artifacts.unit_drop_ins import UnitDropIn
from rootout.collect.auth_messages import AuthEvent
from rootout.collect.trust import LOCAL, Trust
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident
from rootout.respond.guard import Guard, Protected
from rootout.workflow.protect_accounts import (
    is_service,
    keyed_accounts,
    made_accounts,
    operator_accounts,
    service_accounts,
)


def guard_for(evidence: Evidence, incidents: tuple[Incident, ...] = ()) -> Guard:
    """Return a guard that knows the operator, the host's own parts, and whom an intruder made."""
    trust = Trust(evidence)
    units = {one.name for one in evidence.of(SystemdUnit)}
    made = made_accounts(incidents)
    return Guard(
        Protected(
            processes=_processes(evidence, trust),
            daemons=frozenset(_daemons(evidence, trust)),
            files=frozenset(
                path
                for one in evidence.of(ReferencedFile)
                if one.is_trusted
                for path in (one.path, *one.aliases)
            ),
            accounts=frozenset(("root", *operator_accounts(evidence, trust))),
            service_accounts=service_accounts(evidence, trust) - made,
            keyed_accounts=keyed_accounts(evidence) - made,
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
    return trust.operator_processes | kernel | _way_in(evidence, trust)


def _way_in(evidence: Evidence, trust: Trust) -> frozenset[str]:
    """Return who holds the operator's connection where no parent of rootout does.

    A multiplexer such as tmux is no child of sshd, so there the address is all that is known.
    """
    came = [
        one
        for one in evidence.of(Socket)
        if one.state == "established"
        and one.remote_address in trust.operator_addresses
        and not one.remote_address.startswith(LOCAL)
    ]
    if any(trust.operator_processes.intersection(one.processes) for one in came):
        return frozenset()
    return frozenset(key for one in came for key in one.processes)


def _daemons(evidence: Evidence, trust: Trust) -> Iterator[str]:
    """Yield the first processes of packaged services, as long as only their packages start them.

    What such a service has been made to start, or what hangs below it, is not protected.
    """
    changed = {one.origin.path for one in evidence.of(UnitDropIn)}
    units = {
        one.name: one.targets
        for one in evidence.of(SystemdUnit)
        if one.package and changed.isdisjoint(one.files)
    }
    for process in evidence.of(Process):
        is_first = process.parent is not None and process.parent.startswith("1:")
        is_main = is_first and process.executable in units.get(process.unit or "", ())
        if is_main and is_service(process, trust):
            yield process.key


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
        elif any(is_service(holder, trust) for holder in holders):
            yield f"{one.protocol}/{one.local_port if one.is_listening else one.remote_port}"


def _operator_keys(evidence: Evidence, trust: Trust) -> frozenset[str]:
    """Return the keys with which the operator's address logged in to sessions that still run."""
    pids = {key.partition(":")[0] for key in trust.operator_processes}
    return frozenset(
        one.fingerprint
        for one in evidence.of(AuthEvent)
        if one.fingerprint and one.event == "accepted" and str(one.pid) in pids
    )
