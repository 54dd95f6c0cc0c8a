"""Files of packages that the intruder changed: what brings them back, and who still runs them."""

import re
from collections.abc import Iterator

from rootout.collect.artifacts.package_files import ChangedPackageFile
from rootout.collect.artifacts.processes import Process
from rootout.collect.artifacts.referenced_files import ReferencedFile
from rootout.model.entity import Entity
from rootout.model.evidence import Evidence
from rootout.model.plan import Refusal
from rootout.respond.action import Action
from rootout.respond.actions.restore_file import RestoreFile

CHANGED = frozenset(("content", "type", "missing"))  # what a package's bytes can mend
MOST_BACKUPS = 64
MOST_PIDS = 10  # that a person is told
SERVICE = re.compile(r"[A-Za-z0-9:_.@-]+[.]service")  # that can be typed as it is


def restorations(
    inside: frozenset[Entity], whole: set[str], evidence: Evidence
) -> Iterator[tuple[Action, str]]:
    """Yield what restores the changed files of an incident, and those at `whole`, with the reason.

    A server without them may not boot, so they are never just taken away.
    """
    unowned = (one for one in evidence.of(ReferencedFile) if not one.package)
    known = [one.path for one in unowned if Entity("file", one.path) in inside]
    for path, package in _changed(evidence).items():
        if Entity("file", path) in inside or path in whole:
            because = f"it is not what the package {package} put there"
            yield RestoreFile(path=path, backups=tuple(known[:MOST_BACKUPS])), because


def still_running(inside: frozenset[Entity], evidence: Evidence) -> Iterator[Refusal]:
    """Yield the processes that run what is restored, and are not the intruder's.

    To end them could cut everybody off: sshd is one of them, and the operator's session another.
    """
    for path, package in _changed(evidence).items():
        processes = [
            one
            for one in evidence.of(Process)
            if one.executable == path and Entity("process", one.key) not in inside
        ]
        if processes and Entity("file", path) in inside:
            pids = ", ".join(str(one.pid) for one in processes[:MOST_PIDS])
            units = {one.unit or "" for one in processes}
            services = sorted(one for one in units if SERVICE.fullmatch(one))
            how = f": systemctl restart {' '.join(services)}" if services else ""
            yield Refusal(
                summary=f"stop pid {pids}, which may run the changed {path}",
                because=f"people may depend on it; once {package} is restored, restart it{how}",
            )


def _changed(evidence: Evidence) -> dict[str, str]:
    """Return the packaged files whose bytes were changed, each with its package."""
    files = evidence.of(ReferencedFile)
    known = {one.path: one.package for one in files if one.package and not one.is_trusted}
    compared = evidence.of(ChangedPackageFile)
    return known | {one.path: one.package for one in compared if CHANGED.intersection(one.changes)}
