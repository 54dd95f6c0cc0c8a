"""Files that chattr has locked where intruders lock what they leave behind.

A locked table of cron, key or unit survives whoever clears up by hand. Administrators lock files
too, resolv.conf and the tables of accounts above all, and control panels lock theirs: so a place
alone is a question to a person, and only a program that is hidden or temporary is more.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from rootout.collect.artifacts.special_files import SpecialFile
from rootout.detect.check import check
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity
from rootout.model.value import value

# What brings a program back, lets somebody in, or is loaded by all.
PLACES = re.compile(
    r"/etc/(?:ld\.so\.preload|ld\.so\.conf\.d(?:/.*)?|crontab|anacrontab|cron\.[^/]+(?:/.*)?"
    r"|systemd(?:/.*)?|init\.d(?:/.*)?|rc[0-6S]\.d(?:/.*)?|rc\.local|profile|profile\.d(?:/.*)?"
    r"|bash\.bashrc|bashrc|pam\.d(?:/.*)?|sudoers\.d(?:/.*)?|udev/rules\.d(?:/.*)?"
    r"|modules-load\.d(?:/.*)?|xdg/autostart(?:/.*)?)"
    r"|/var/spool/(?:cron|at)(?:/.*)?|/(?:usr/)?lib/systemd/.*|/run/systemd/.*"
    r"|/(?:root|home/[^/]+)/(?:\.ssh(?:/.*)?|\.config/systemd(?:/.*)?|\.config/autostart(?:/.*)?"
    r"|\.bashrc|\.bash_profile|\.bash_logout|\.profile|\.zshrc)"
)
WEB = re.compile(
    r"/(?:var/www|srv|www|home/[^/]+/public_html|usr/share/nginx)/.*\.(?:php|phtml|jsp)"
)
ACCOUNTS = frozenset(f"/etc/{name}" for name in ("passwd", "shadow", "group", "gshadow", "sudoers"))
PROGRAMS = re.compile(r"/(?:usr/)?(?:local/)?(?:s?bin|lib|lib64|libexec)/.*|/opt/.*")
MOST_RECORDS = 20


@value
class Verdict:
    """How bad it is, how sure that is, and why."""

    severity: Severity
    confidence: Confidence
    reason: str


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Immutable and append-only files where intruders lock what they leave behind."""
    doubtful: dict[Verdict, list[SpecialFile]] = defaultdict(list)
    for one in evidence.of(SpecialFile):
        verdict = _verdict(one) if one.is_locked else None
        if verdict and verdict.confidence == "low":
            doubtful[verdict].append(one)
        elif verdict:
            yield _finding([one], verdict)
    for verdict, files in doubtful.items():
        yield _finding(files, verdict)


def _verdict(one: SpecialFile) -> Verdict | None:
    is_own = one.package is not None and one.is_intact is not False
    is_program = one.content in ("elf", "script")
    if one.path in ACCOUNTS or (is_own and is_program):
        reason = "whoever hardens a server may do that, and so may an intruder"
        return Verdict(severity="low", confidence="low", reason=reason)
    if is_own:
        return None
    if is_program and one.is_temporary:
        reason = "it is a program in a temporary folder that nobody shall remove"
        return Verdict(severity="high", confidence="medium", reason=reason)
    if is_program and one.is_hidden:
        reason = "it is a hidden program that nobody shall remove"
        return Verdict(severity="medium", confidence="medium", reason=reason)
    if PLACES.fullmatch(one.path):
        reason = "what lies there starts programs or lets people in"
        return Verdict(severity="medium", confidence="low", reason=reason)
    if WEB.fullmatch(one.path) or (is_program and PROGRAMS.fullmatch(one.path)):
        reason = "no package owns it, and it can be run"
        return Verdict(severity="medium", confidence="low", reason=reason)
    return None


def _finding(files: list[SpecialFile], verdict: Verdict) -> Finding:
    first = files[0]
    entities = [Entity(kind, one.path) for one in files[:MOST_RECORDS] for kind in ("lock", "file")]
    rest = f", and {len(files) - 1} more like it" if len(files) > 1 else ""
    how = "immutable" if first.is_immutable else "append-only"
    return Finding(
        rule="immutable_file_where_none_belongs",
        title="A file is locked where none needs to be",
        severity=verdict.severity,
        confidence=verdict.confidence,
        techniques=("T1222.002",),
        records=tuple(one.id for one in files[:MOST_RECORDS]),
        entities=tuple(entities if verdict.confidence == "low" else reversed(entities)),
        why=f"{shorten(first.path)} is {how}{rest}: {verdict.reason}.",
        advice="If you did not lock it: look at what it says, then unlock it with `chattr -ia`.",
    )
