"""Keep what a watch sees in a case, where the other commands find it: the incident grows there."""

import time
from pathlib import Path
from typing import Final

from rootout.case.folder import Case, create_case, default_cases, open_case
from rootout.correlate.story import incidents_of
from rootout.host.api import Host
from rootout.model.evidence import Evidence
from rootout.model.finding import Finding
from rootout.model.record import Gap, Record
from rootout.model.scan import Scan
from rootout.watch.sighting import Sighting
from rootout.workflow.scan import record_types

_MOST_RECORDS: Final = 5_000  # of one watch; what comes later is told, and not kept
_PAUSE: Final = 2.0  # seconds between two writings


def open_watch_case(host: Host, path: Path | None) -> Case:
    """Return the case at `path`, which may be there already, or a new one."""
    if path is not None and (path / "format").exists():
        return open_case(default_cases(), str(path), record_types())
    return create_case(default_cases(), host.name, record_types(), path)


class Keeper:
    """Adds to one scan of a case: records, gaps, findings, and the incidents made of them."""

    def __init__(self, case: Case, host: Host) -> None:
        self._case, self._host = case, host
        self._records: dict[str, Record] = {}
        self._findings: dict[str, Finding] = {}
        self._gaps: dict[Gap, None] = {}
        self._begun = host.now()
        self._number: int | None = None
        self._is_new = False
        self._written = 0.0

    def keep(self, sighting: Sighting) -> None:
        """Keep a sighting with those around it."""
        if len(self._records) >= _MOST_RECORDS:
            return
        for record in (sighting.process, sighting.file, *sighting.ancestors):
            if record is not None:
                self._records.setdefault(record.id, record)
        self._findings.setdefault(sighting.finding.id, sighting.finding)
        self._is_new = True

    def miss(self, gap: Gap) -> None:
        """Keep what could not be seen."""
        self._is_new = self._is_new or gap not in self._gaps
        self._gaps[gap] = None

    def write(self, *, at_once: bool = False) -> None:
        """Write what is new to the case, every two seconds at most."""
        now = time.monotonic()
        if not self._is_new or (now - self._written < _PAUSE and not at_once):
            return
        self._written, self._is_new = now, False
        evidence = Evidence(self._records.values(), self._gaps)
        findings = tuple(self._findings.values())
        if self._number is None:
            self._number = self._case.store.add_scan(self._circumstances(), evidence)
        else:
            self._case.store.extend_scan(self._number, evidence)
        incidents = incidents_of(evidence, findings)
        self._case.store.keep_story(self._number, findings, incidents)

    def _circumstances(self) -> Scan:
        return Scan(
            host=self._host.name,
            root="/",
            started=self._begun,
            seconds=self._host.now() - self._begun,
            is_live=True,
            without=(),
        )
