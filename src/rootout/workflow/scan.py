"""Look, judge, tell: the one path from a host to a case."""

import time
from collections.abc import Iterator
from pathlib import Path

from rootout.case.folder import Case, create_case, default_cases, open_case
from rootout.collect.registry import load_artifacts
from rootout.collect.runner import Progress, collect
from rootout.correlate.story import incidents_of
from rootout.detect.engine import judge, load_rules
from rootout.errors import RootoutError
from rootout.host.api import Host
from rootout.model.evidence import Evidence
from rootout.model.file_event import FileEvent
from rootout.model.finding import Finding, Severity, rank
from rootout.model.record import Record
from rootout.model.scan import Scan
from rootout.model.told import Told

WATCHED: dict[str, type[Record]] = {"file_event": FileEvent}
HASHES_CONTENT = frozenset(("package_files",))


def record_types() -> dict[str, type[Record]]:
    """Return the record type of every artifact, and of what a watch sees, by name."""
    return {name: one.record for name, one in load_artifacts().items()} | WATCHED


def scan(
    host: Host,
    *,
    root: str = "/",
    path: Path | None = None,
    fast: bool = False,
    rules: tuple[Path, ...] = (),
    progress: Progress = lambda _: None,
) -> tuple[Case, Told]:
    """Look at `host` and keep everything in a new case."""
    case = create_case(default_cases(), host.name, record_types(), path)
    return case, look(host, case, root=root, fast=fast, rules=rules, progress=progress)


def look(
    host: Host,
    case: Case,
    *,
    root: str = "/",
    fast: bool = False,
    rules: tuple[Path, ...] = (),
    progress: Progress = lambda _: None,
) -> Told:
    """Look at `host` (again) and add a scan to `case`."""
    started, clock = host.now(), time.monotonic()
    without = HASHES_CONTENT if fast else frozenset()
    evidence = collect(host, without=without, progress=progress, keep=case.blobs.put)
    progress("")
    told = tell(
        Scan(
            host=host.name,
            root=root,
            started=started,
            seconds=time.monotonic() - clock,
            is_live=host.is_live,
            without=tuple(sorted(without)),
        ),
        evidence,
        rules,
    )
    number = case.store.add_scan(told.scan, evidence)
    case.store.keep_story(number, told.findings, told.incidents)
    return told


def retell(case: Case, told: Told, more: tuple[Finding, ...]) -> Told:
    """Tell the newest scan of `case` again with `more` findings, and keep that story."""
    findings = (*told.findings, *more)
    incidents = incidents_of(told.evidence, findings)
    case.store.keep_story(len(case.store.scans()), findings, incidents)
    return Told(scan=told.scan, evidence=told.evidence, findings=findings, incidents=incidents)


def tell(circumstances: Scan, evidence: Evidence, rules: tuple[Path, ...] = ()) -> Told:
    """Judge and correlate `evidence`; reads nothing but rules."""
    findings = judge(evidence, load_rules(rules))
    incidents = incidents_of(evidence, findings)
    return Told(scan=circumstances, evidence=evidence, findings=findings, incidents=incidents)


def reopen(name: str | None) -> tuple[Case, Told]:
    """Open a case and read back the newest scan that told of an incident, else the newest."""
    case = open_case(default_cases(), name, record_types())
    count = len(case.store.scans())
    if not count:
        hint = "The scan that made it did not end; run `rootout scan` again."
        raise RootoutError(f"{case.path} has no scan", hint)
    return case, next(stories(case), None) or read_back(case, count)


def stories(case: Case) -> Iterator[Told]:
    """Yield every scan that told of an incident, the newest first."""
    for number in range(len(case.store.scans()), 0, -1):
        if case.store.incidents(number):
            yield read_back(case, number)


def read_back(case: Case, number: int) -> Told:
    """Return scan `number` of a case as it was told."""
    return Told(
        scan=case.store.scans()[number - 1],
        evidence=case.store.evidence(number),
        findings=case.store.findings(number),
        incidents=case.store.incidents(number),
    )


def exit_code(told: Told, fail_on: Severity) -> int:
    """Return 1 for findings from `fail_on` on, 3 where only gaps are left, else 0."""
    if any(rank(one.severity) >= rank(fail_on) for one in told.findings):
        return 1
    return 3 if told.evidence.gaps else 0
