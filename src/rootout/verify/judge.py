"""Is it gone? One verdict for each entity of an incident, from a second look."""

from collections.abc import Callable

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.mounts import Mount
from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.special_files import SpecialFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.artifacts.web_shells import WebShell
from rootout.model.configuration import ConfigurationLine
from rootout.model.entity import Entity, Kind
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident
from rootout.model.value import value
from rootout.model.verdict import State, Verdict


@value
class SecondLook:
    """What is there now: fresh evidence, and direct looks that need no record."""

    evidence: Evidence
    present_files: frozenset[str]
    blocked: frozenset[str]
    frozen: frozenset[str]  # process keys


Judge = Callable[[Entity, Evidence, SecondLook], tuple[State, str]]


def judge(incident: Incident, before: Evidence, now: SecondLook) -> tuple[Verdict, ...]:
    """Return a verdict for everything that an eviction should have ended.

    Accounts that the intruder only used, such as root, are no part of it, nor are pages that were
    attacked: what stays of them is for whoever wrote them to mend.
    """
    shared = _shared_ports(incident, before)
    shells = {Entity("url", one.url_path) for one in before.of(WebShell)}
    accused = {link.target for link in incident.links if link.verb == "wrote"}
    verdicts = []
    for entity in incident.entities:
        if entity.kind == "account" and entity not in accused:
            continue
        if entity in shared or (entity.kind == "url" and entity not in shells):
            continue
        state, why = JUDGES.get(entity.kind, _unknown)(entity, before, now)
        verdicts.append(Verdict(entity=entity, state=state, why=why))
    return tuple(verdicts)


def _shared_ports(incident: Incident, before: Evidence) -> frozenset[Entity]:
    """Return the ports on which others listen too: a service's child inherits its sockets."""
    inside = {one.key for one in incident.entities if one.kind == "process"}
    return frozenset(
        Entity("port", f"{one.protocol}/{one.local_port}")
        for one in before.of(Socket)
        if one.is_listening and not inside.issuperset(one.processes)
    )


def _process(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if entity.key in now.frozen:
        return "held", "frozen"
    running = [one for one in now.evidence.of(Process) if one.state not in ("Z", "X")]
    if any(one.key == entity.key for one in running):
        return "returned", "it runs"
    old = next((one for one in before.of(Process) if one.key == entity.key), None)
    again = [one for one in running if old and _is_same_program(old, one)]
    if again:
        return "returned", f"the same program runs again as pid {again[0].pid}"
    return "gone", "no process has its number or its program"


def _is_same_program(old: Process, new: Process) -> bool:
    if old.package:  # a shell is everyone's
        return False
    same_bytes = old.sha256 is not None and old.sha256 == new.sha256
    return same_bytes or (old.device, old.inode) == (new.device, new.inode)


def _file(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if entity.key in now.present_files:
        if any(one.path == entity.key for one in before.of(ChangedPackageFile)):
            return _packaged(entity.key, now)
        return "returned", "the path exists"
    return "gone", "nothing is at the path"


def _line(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    old = next((one for one in before.of(ConfigurationLine) if one.subject() == entity), None)
    lines = now.evidence.of(ConfigurationLine)
    if old and any(one.origin.path == old.origin.path and one.text == old.text for one in lines):
        return "returned", f"{old.origin.path} has it"
    return "gone", "no file has it"


def _unit(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if any(one.name == entity.key for one in now.evidence.of(SystemdUnit)):
        return "returned", "a unit file of that name exists"
    return "gone", "no unit file of that name exists"


def _key(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if any(one.fingerprint == entity.key for one in now.evidence.of(AuthorizedKey)):
        return "returned", "an authorized_keys file lists it"
    return "gone", "no authorized_keys file lists it"


def _account(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if any(one.name == entity.key for one in now.evidence.of(Account)):
        return "returned", "/etc/passwd lists it"
    return "gone", "/etc/passwd does not list it"


def _address(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    talking = any(
        one.remote_address == entity.key and one.state == "established"
        for one in now.evidence.of(Socket)
    )
    if talking:
        return "returned", "a connection is open"
    if entity.key in now.blocked:
        return "held", "blocked"
    return "gone", "no connection is open; it is not blocked"


def _port(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    protocol, _, number = entity.key.partition("/")
    listening = any(
        one.is_listening and one.protocol == protocol and str(one.local_port) == number
        for one in now.evidence.of(Socket)
    )
    return ("returned", "something listens") if listening else ("gone", "nothing listens")


def _session(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    pid = entity.key.rpartition("#")[2]
    old = {one.key for one in before.of(Process) if str(one.pid) == pid}
    if any(one.key in old for one in now.evidence.of(Process)):
        return "returned", "its sshd runs"
    return "gone", "its sshd has ended"


def _privilege(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    for one in now.evidence.of(SpecialFile):
        if one.path == entity.key and one.is_privileged:
            return "returned", f"it has {one.rights}"
    return "gone", "it has no rights of its own"


def _lock(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if any(one.path == entity.key and one.is_locked for one in now.evidence.of(SpecialFile)):
        return "returned", "it is locked"
    return "gone", "nothing locks it"


def _packaged(path: str, now: SecondLook) -> tuple[State, str]:
    """Judge a file that its package needs: it has to be there, as the package made it."""
    if any(one.path == path for one in now.evidence.of(ChangedPackageFile)):
        return "returned", "it is not what its package says: reinstall the package"
    return "gone", "it is what its package says again"


def _package(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    changed = [
        one
        for one in now.evidence.of(ChangedPackageFile)
        if one.package == entity.key and not one.is_configuration
    ]
    if changed:
        return "returned", f"{len(changed)} of its files are changed: reinstall it"
    return "gone", "its files are what it put there"


def _mount(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if any(one.mount_point == entity.key for one in now.evidence.of(Mount)):
        return "returned", "it is mounted"
    return "gone", "nothing is mounted there"


def _url(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    if any(one.url_path == entity.key for one in now.evidence.of(WebShell)):
        return "returned", "a web shell answers there"
    return "gone", "no web shell answers there"


def _unknown(entity: Entity, before: Evidence, now: SecondLook) -> tuple[State, str]:
    return "unknown", "rootout cannot look at this kind again"


JUDGES: dict[Kind, Judge] = {
    "process": _process,
    "file": _file,
    "job": _line,
    "setting": _line,
    "unit": _unit,
    "key": _key,
    "account": _account,
    "address": _address,
    "port": _port,
    "session": _session,
    "privilege": _privilege,
    "lock": _lock,
    "package": _package,
    "mount": _mount,
    "url": _url,
}
