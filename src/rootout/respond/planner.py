"""Turn incidents into ordered steps, each with its reason; what may not be done is refused."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from rootout.collect.artifacts.accounts import Account
from rootout.collect.artifacts.authorized_keys import AuthorizedKey
from rootout.collect.artifacts.boot_scripts import BootScript
from rootout.collect.artifacts.ld_preload import PreloadedLibrary
from rootout.collect.artifacts.login_sessions import LoginSession
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sockets import Socket
from rootout.collect.artifacts.special_files import SpecialFile
from rootout.collect.artifacts.systemd_units import SystemdUnit
from rootout.collect.artifacts.unit_drop_ins import UnitDropIn
from rootout.collect.auth_messages import AuthEvent
from rootout.model.configuration import ConfigurationLine, Launcher
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.incident import Incident
from rootout.model.plan import PHASES, Plan, Refusal, Step
from rootout.respond.action import Action
from rootout.respond.actions.block_address import BlockAddress
from rootout.respond.actions.block_port import BlockPort
from rootout.respond.actions.clear_immutable import ClearImmutable
from rootout.respond.actions.disable_unit import DisableUnit
from rootout.respond.actions.end_session import EndSession
from rootout.respond.actions.expire_password import ExpirePassword
from rootout.respond.actions.freeze_process import FreezeProcess
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
from rootout.respond.codec import arguments_of
from rootout.respond.guard import Guard
from rootout.respond.stages import STAGES
from rootout.respond.victims import restorations, still_running

Proposal = tuple[Action, str]

OF_A_USER = "/systemd/user/"  # units that a user's own service manager runs: systemd.unit(5)

# Hidden folders that systems and people have: intruders like to lie in them.
ORDINARY_FOLDERS = frozenset(
    (
        ".X11-unix",
        ".ICE-unix",
        ".XIM-unix",
        ".font-unix",
        ".Test-unix",
        ".ssh",
        ".config",
        ".cache",
        ".local",
        ".gnupg",
    )
)

BY_PASSWORD = ("password", "keyboard-interactive")  # as sshd names the method

# Within a phase: the linker first (it lies to all others), then launchers, then what they start.
ORDER = (
    "restore_preload",
    "freeze_process",
    "clear_immutable",
    "isolate_host",
    "end_session",
    "block_address",
    "block_port",
    "lock_account",
    "expire_password",
    "revoke_key",
    "remove_line",
    "remove_drop_in",
    "remove_file",
    "disable_unit",
    "restore_mode",
    "stop_process",
    "restore_file",  # from a backup, which may be quarantined next
    "quarantine_file",
    "remove_folder",
    "remove_account",
)


def plan_for(case: str, incidents: tuple[Incident, ...], evidence: Evidence, guard: Guard) -> Plan:
    """Return the steps that end `incidents`, in the order in which they are carried out."""
    proposals: dict[Action, str] = {}
    refused: dict[Refusal, None] = {}
    for incident in incidents:
        for action, because in _proposals(incident, evidence):
            proposals.setdefault(action, because)
        refused.update(dict.fromkeys(still_running(frozenset(incident.entities), evidence)))
    allowed: list[Proposal] = []
    for action, because in proposals.items():
        refusal = guard.refuse(action)
        if refusal:
            refused[Refusal(summary=action.describe(), because=refusal)] = None
        else:
            allowed.append((action, because))
    allowed.sort(key=lambda one: (PHASES.index(one[0].phase), ORDER.index(one[0].name())))
    ids = tuple(one.id for one in incidents)
    return Plan(case=case, incidents=ids, steps=_steps(allowed), refused=tuple(refused))


def _steps(proposals: list[Proposal]) -> tuple[Step, ...]:
    """Number the actions, with the stages between and after them, in the order of the phases."""
    made = [step_of(0, *one) for one in proposals]
    if made:
        made += [one.step(0) for one in STAGES]
    made.sort(key=lambda one: PHASES.index(one.phase))
    return tuple(replace(one, number=number) for number, one in enumerate(made, start=1))


def step_of(number: int, action: Action, because: str) -> Step:
    """Return an action as a step of a plan."""
    return Step(
        number=number,
        phase=action.phase,
        action=action.name(),
        arguments=arguments_of(action),
        summary=action.describe(),
        because=because,
        risk=action.risk,
        reversible=action.reversible,
    )


def _proposals(incident: Incident, evidence: Evidence) -> Iterator[Proposal]:
    inside = frozenset(incident.entities)
    yield from _processes(inside, evidence)
    yield from _sessions(inside, evidence)
    yield from _addresses(inside)
    yield from _ports(inside, evidence)
    yield from _passwords(inside, evidence)
    yield from _lines(inside, evidence)
    yield from _units(inside, evidence)
    yield from _keys(inside, evidence)
    yield from _preload(inside, evidence)
    yield from _special(inside, evidence)
    yield from _originals(inside, evidence)
    yield from _files(inside, evidence)
    yield from _accounts(incident, evidence)


def _processes(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    keys = tuple(
        one.key
        for one in evidence.of(Process)
        if Entity("process", one.key) in inside and one.state != "Z"
    )
    if keys:
        yield FreezeProcess(processes=keys), "a frozen process can neither act nor restart another"
        yield StopProcess(processes=keys), "these processes belong to the intruder"


def _sessions(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    running = {one.pid: one for one in evidence.of(Process)}
    for event in evidence.of(AuthEvent):
        leader = running.get(event.pid)
        if leader is None or not event.session or leader.started > event.time + 5:
            continue
        if Entity("session", event.session) in inside:
            because = f"the intruder is logged in as {event.user} from {event.address}"
            yield EndSession(session=event.session, processes=(leader.key,)), because
    for one in evidence.of(LoginSession):  # known to logind, also where the log was cleaned
        leader = running.get(one.leader)
        if leader is not None and Entity("session", one.session) in inside:
            because = f"the intruder is logged in as {one.user} from {one.address}"
            yield EndSession(session=one.session, processes=(leader.key,)), because


def _addresses(inside: frozenset[Entity]) -> Iterator[Proposal]:
    addresses = tuple(sorted(one.key for one in inside if one.kind == "address"))
    if addresses:
        because = "the intruder came from there or is talked to there"
        yield BlockAddress(addresses=addresses), because


def _ports(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    """Block the ports on which the intruder alone listens."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for one in evidence.of(Socket):
        if one.is_listening and one.protocol in ("tcp", "udp"):
            holders = {Entity("process", key) for key in one.processes}
            is_theirs = bool(holders) and holders <= inside
            (theirs if is_theirs else ours).add(f"{one.protocol}/{one.local_port}")
    if ports := tuple(sorted(theirs - ours)):
        yield BlockPort(ports=ports), "the intruder's programs listen there"


def _passwords(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    """Lock what was entered by password. Where it was a key, that key goes and the account stays.

    Of root the guard says why not; one such line is enough.
    """
    present = {one.name for one in evidence.of(Account)}
    for event in evidence.of(AuthEvent):
        is_by_password = event.method.startswith(BY_PASSWORD) and event.user in present
        if event.session and is_by_password and Entity("session", event.session) in inside:
            because = f"the intruder knows its password, and came from {event.address} with it"
            yield LockAccount(account=event.user), because
            if event.user != "root":
                yield ExpirePassword(account=event.user), because


def _lines(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    edited, owned = _edited(inside, evidence), _owned(evidence)
    for one in _guilty(inside, evidence):
        path, line, because = one.origin.path, one.origin.line, f"the intruder's {one.what}"
        if isinstance(one, Launcher):
            because = f"it brings the intruder back {one.occasion}: {one.shown}"
        if line is not None and path in edited:
            kind: Literal["job", "setting"] = "job" if isinstance(one, Launcher) else "setting"
            yield RemoveLine(path=path, line=line, text=one.text, kind=kind), because
        elif path not in owned:
            remove = RemoveDropIn if isinstance(one, UnitDropIn) else RemoveFile
            yield remove(path=path), because
            if isinstance(one, BootScript):
                yield from ((RemoveFile(path=link), because) for link in one.links)


def _guilty(inside: frozenset[Entity], evidence: Evidence) -> list[ConfigurationLine]:
    return [one for one in evidence.of(ConfigurationLine) if one.subject() in inside]


def _edited(inside: frozenset[Entity], evidence: Evidence) -> frozenset[str]:
    """Return the files of which single lines go, because others share them or lines are honest."""
    guilty = _guilty(inside, evidence)
    mixed = {one.origin.path for one in evidence.of(ConfigurationLine) if one not in guilty}
    return frozenset(
        one.origin.path
        for one in guilty
        if one.origin.line is not None and (one.is_shared or one.origin.path in mixed)
    )


def _owned(evidence: Evidence) -> frozenset[str]:
    return frozenset(one.path for one in evidence.of(ReferencedFile) if one.package)


def _units(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    for unit in evidence.of(SystemdUnit):
        if Entity("unit", unit.name) in inside and unit.package is None:
            because = f"systemd brings it back: {'; '.join(unit.commands or unit.triggers)}"
            if OF_A_USER in unit.origin.path:  # the system's unit of that name is another one
                paths = (*unit.links, *_own_files(unit))
                yield from ((RemoveFile(path=path), because) for path in paths)
                continue
            yield DisableUnit(unit=unit.name, files=_own_files(unit), links=unit.links), because


def _own_files(unit: SystemdUnit) -> tuple[str, ...]:
    """Leave out drop-ins that change every unit of a type: other units need them."""
    own = f"/{unit.name}.d/"
    return tuple(path for path in unit.files if path == unit.origin.path or own in path)


def _keys(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    for key in evidence.of(AuthorizedKey):
        if Entity("key", key.fingerprint) in inside:
            because = f"the key opens the account {key.account} to the intruder"
            yield RevokeKey(path=key.origin.path, fingerprint=key.fingerprint), because


def _preload(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    guilty = [one for one in evidence.of(PreloadedLibrary) if Entity("file", one.library) in inside]
    for path in sorted({one.origin.path for one in guilty}):
        names = tuple(one.library for one in guilty if one.origin.path == path)
        yield RestorePreload(path=path, libraries=names), "every program loads it, and is lied to"


def _special(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    """Take rights off what stays; unlock what is changed and stays, also where nobody accused it.

    What goes as a whole is unlocked by whoever removes it.
    """
    shared = {one.origin.path for one in evidence.of(ConfigurationLine) if one.subject() in inside}
    keys = evidence.of(AuthorizedKey)
    shared |= {one.origin.path for one in keys if Entity("key", one.fingerprint) in inside}
    for one in evidence.of(SpecialFile):
        if one.package and Entity("privilege", one.path) in inside:
            yield RestoreMode(path=one.path), f"its package did not make it so: {one.rights}"
        if one.is_locked and (one.path in shared or Entity("lock", one.path) in inside):
            yield ClearImmutable(path=one.path), "it was locked, so that nobody could mend it"


def _files(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    launchers = {one.origin.path for one in evidence.of(ConfigurationLine)}
    launchers |= {path for one in evidence.of(SystemdUnit) for path in one.files}
    launchers |= {one.origin.path for one in evidence.of(PreloadedLibrary)}
    launchers |= {one.origin.path for one in evidence.of(AuthorizedKey)}
    for file in evidence.of(ReferencedFile):
        named = any(Entity("file", path) in inside for path in (file.path, *file.aliases))
        if named and file.kind == "file" and not file.package and file.path not in launchers:
            yield QuarantineFile(path=file.path), "no package owns it, and the incident uses it"
            folder = posixpath.dirname(file.path)
            name = posixpath.basename(folder)
            if name.startswith(".") and name not in ORDINARY_FOLDERS:
                yield RemoveFolder(path=folder), "it was made to hide what was in it"


def _originals(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Proposal]:
    """Restore what was changed as a whole; where single lines go, the administrator's stay."""
    whole = {one.origin.path for one in _guilty(inside, evidence)} - _edited(inside, evidence)
    return restorations(inside, whole, evidence)


def _accounts(incident: Incident, evidence: Evidence) -> Iterator[Proposal]:
    written = {one.target for one in incident.links if one.verb == "wrote"}
    for account in evidence.of(Account):
        if Entity("account", account.name) in written and account.name != "root":
            because = "the intruder made this account while logged in"
            yield LockAccount(account=account.name), because
            yield RemoveAccount(account=account.name, uid=account.uid), because
