"""Which accounts must stay as they are: the operator's, the services', and those entered by key."""

from collections.abc import Iterable, Iterator

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.login_sessions import LoginSession
from rootout.collect.artifacts.operator import Operator
from rootout.collect.artifacts.processes import Process
from rootout.collect.auth_messages import AuthEvent
from rootout.collect.trust import Trust
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident

BY_PASSWORD = ("password", "keyboard-interactive")  # as sshd names the method


def operator_accounts(evidence: Evidence, trust: Trust) -> Iterator[str]:
    """Yield the accounts with which the operator logged in, or has become since."""
    own = trust.operator_processes
    uids = {one.login_uid for one in evidence.of(Operator)}
    uids |= {one.uid for one in evidence.of(Process) if one.key in own}
    yield from (one.name for one in evidence.of(Account) if one.uid in uids and one.uid)
    pids = {int(key.partition(":")[0]) for key in own}
    logins = (one for one in evidence.of(AuthEvent) if one.event == "accepted")
    yield from (one.user for one in logins if one.pid in pids)
    yield from (one.user for one in evidence.of(LoginSession) if one.leader in pids)


def service_accounts(evidence: Evidence, trust: Trust) -> frozenset[str]:
    """Return the accounts as which the services of packages run; root is known without that.

    Of several accounts with one uid, the first in passwd(5) is the service's own.
    """
    uids = {one.uid for one in evidence.of(Process) if is_service(one, trust)} - {0}
    names: dict[int, str] = {}
    for account in evidence.of(Account):
        names.setdefault(account.uid, account.name)
    return frozenset(names[uid] for uid in uids if uid in names)


def keyed_accounts(evidence: Evidence) -> frozenset[str]:
    """Return the accounts that were entered, and never by password."""
    logins = [one for one in evidence.of(AuthEvent) if one.event == "accepted"]
    typed = {one.user for one in logins if one.method.startswith(BY_PASSWORD)}
    keyed = {one.user for one in logins if one.method.startswith("publickey")}
    return frozenset(keyed - typed)


def made_accounts(incidents: Iterable[Incident]) -> frozenset[str]:
    """Return the accounts that an intruder made."""
    links = (link for incident in incidents for link in incident.links if link.verb == "wrote")
    return frozenset(link.target.key for link in links if link.target.kind == "account")


def is_service(process: Process, trust: Trust) -> bool:
    """Say whether a process runs a package's program for a package's unit."""
    unit = process.unit is not None and trust.is_own(Entity("unit", process.unit))
    return unit and trust.is_packaged(process)
