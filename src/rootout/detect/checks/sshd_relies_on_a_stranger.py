"""A program or library that sshd runs for a login, and that no package vouches for.

Whoever hands out keys from a central place has such a command too, so an ordinary one is only
asked about. One that is hidden, or that others than root may change, is another matter.
"""

from collections.abc import Iterator

from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.collect.artifacts.sshd_config import SshdSetting
from rootout.detect.check import check
from rootout.detect.launchers import Files, is_strange
from rootout.detect.words import shorten
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.finding import Confidence, Finding, Severity

LET_IN = frozenset(
    ("authorizedkeyscommand", "authorizedprincipalscommand", "securitykeyprovider", "subsystem")
)


@check
def judge(evidence: Evidence) -> Iterator[Finding]:
    """Commands and libraries of sshd that no package owns, or that were changed."""
    files = Files(evidence)
    for setting in evidence.of(SshdSetting):
        paths = setting.programs if setting.name != "securitykeyprovider" else setting.files
        for path in paths:
            file = files.at(path)
            if file is None or not is_strange(file):
                continue
            reason = _reason(file)
            if reason or setting.name in LET_IN:
                yield _finding(setting, file, reason)


def _reason(file: ReferencedFile) -> str:
    if file.is_hidden:
        return "it is hidden"
    return "others than root may change it" if file.is_writable_by_others or file.uid else ""


def _finding(setting: SshdSetting, file: ReferencedFile, reason: str) -> Finding:
    severity: Severity = "medium" if reason else "low"
    confidence: Confidence = "medium" if reason and setting.name in LET_IN else "low"
    return Finding(
        rule="sshd_relies_on_a_stranger",
        title="sshd relies on a program that no package vouches for",
        severity=severity,
        confidence=confidence,
        techniques=(setting.technique,),
        records=(setting.id, file.id),
        entities=(setting.subject(), Entity("file", file.path)),
        why=f"The {setting.what} {setting.key} relies on {shorten(file.path)}, which no package "
        f"vouches for{': ' if reason else ''}{reason}.",
        advice="Read that program: it may let in whom it likes, and see what they type.",
    )
