"""Programs that are SUID, SGID or capable, and that no package made so.

dpkg keeps no modes, so of a packaged file its name decides: distributions give rights to a few
known programs, and never to shells, interpreters, editors and the like. What nobody owns is
judged by where it lies. Images of containers, chroots and backups hold the programs of other
systems: those are told in one quiet finding.
"""

from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.special_files import SpecialFile
from rootout.collect.privileges import KNOWN, is_never_privileged
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity, Kind
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity
from rootout.model.value import value

# Where nobody installs a program that others shall run as root.
NOWHERE = (
    "/boot/",
    "/dev/",
    "/etc/",
    "/home/",
    "/root/",
    "/run/",
    "/var/cache/",
    "/var/log/",
    "/var/mail/",
    "/var/spool/",
    "/var/www/",
)
HOMES = ("/home/", "/root/")  # whoever develops a tool may give it capabilities there
RIGHTS = 0o6000
SHORT = "nobody declared that, though what it may do falls short of root"
MOST_RECORDS = 20


@value
class Verdict:
    """How bad it is, how sure that is, and why."""

    severity: Severity
    confidence: Confidence
    reason: str


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Programs that give rights to whoever runs them, without a package that says so."""
    doubtful: dict[Verdict, list[SpecialFile]] = defaultdict(list)
    for one in evidence.of(SpecialFile):
        verdict = _verdict(one) if one.is_privileged else None
        if verdict and verdict.confidence == "low":
            doubtful[verdict].append(one)
        elif verdict:
            yield _finding([one], verdict)
    for verdict, files in doubtful.items():
        yield _finding(files, verdict)


def _verdict(one: SpecialFile) -> Verdict | None:
    if one.package is None:
        return _of_nobody(one)
    return None if one.is_intact is False else _of_package(one)  # changed bytes are told anyway


def _of_package(one: SpecialFile) -> Verdict | None:
    declared = one.declared_mode
    more = declared is not None and bool(one.mode & RIGHTS & ~declared)
    if is_never_privileged(one.name):
        if not one.gives_root:
            return _low(SHORT)
        if declared is None or more:
            return _high("no distribution gives such a program rights of its own")
        return _medium("somebody has declared rights that it never needs", "low")
    if one.name in KNOWN:
        return None
    if more and one.gives_root:
        return _high(f"its package gives it the mode {declared:o}")
    if more or (one.gives_root and declared is None):
        return _low("a package owns it, and is not known to make it so")
    return None


def _of_nobody(one: SpecialFile) -> Verdict:
    if one.twin and (one.is_setuid or one.is_setgid or one.gives_root):
        return _high(f"it is a copy of {one.twin}, and no package owns it")
    if not one.is_program:
        return _low("no package owns it; it is no program, so the kernel ignores that")
    if not one.gives_root:
        return _low(SHORT)
    if one.system:
        is_odd = (one.is_temporary or one.is_hidden) and one.name not in KNOWN
        reason = f"it is part of what looks like another system, in {one.system}"
        return _medium(reason, "low") if is_odd else _low(reason)
    if one.name in KNOWN:
        return _medium("no package owns it, though many systems have a program like it", "low")
    is_at_home = one.path.startswith(HOMES) and not one.is_setuid
    if one.is_temporary or one.is_hidden or (one.path.startswith(NOWHERE) and not is_at_home):
        return _high("no package owns it, and no such program belongs there")
    return _medium("no package owns it", "medium")


def _high(reason: str) -> Verdict:
    return Verdict(severity="high", confidence="high", reason=reason)


def _medium(reason: str, confidence: Confidence) -> Verdict:
    return Verdict(severity="medium", confidence=confidence, reason=reason)


def _low(reason: str) -> Verdict:
    return Verdict(severity="low", confidence="low", reason=reason)


def _finding(files: list[SpecialFile], verdict: Verdict) -> Finding:
    first = files[0]
    kinds: tuple[Kind, Kind] = ("privilege", "file") if first.package else ("file", "privilege")
    rest = f" ({len(files) - 1} more are like it)" if len(files) > 1 else ""
    return Finding(
        rule="privilege_that_no_package_declares",
        title="A program has rights that no package declares",
        severity=verdict.severity,
        confidence=verdict.confidence,
        techniques=("T1548.001",),
        records=tuple(one.id for one in files[:MOST_RECORDS]),
        entities=tuple(Entity(kind, one.path) for one in files[:MOST_RECORDS] for kind in kinds),
        why=f"{shorten(first.path)} has rights of its own ({first.rights}){rest}: "
        f"{verdict.reason}.",
        advice="Find out who made it so; `chmod u-s,g-s` and `setcap -r` take the rights away.",
    )
