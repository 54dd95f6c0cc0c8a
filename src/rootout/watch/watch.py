"""Take in events, judge each new program, and tell of what is suspicious."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from rootout.collect.artifacts.processes import Process
from rootout.detect.sigma import Rule
from rootout.host.api import Host
from rootout.host.process_event import Ended, Forked, Lost, ProcessEvent, Started
from rootout.model.finding import Finding
from rootout.model.record import Gap
from rootout.watch.baseline import already_running
from rootout.watch.describe import Describer
from rootout.watch.judge import Judge
from rootout.watch.lineage import Life, Lineage
from rootout.watch.sighting import Sighting

Tell = Callable[[Sighting], None]
TellGap = Callable[[Gap], None]
_QUIET: Final = 60.0  # seconds in which the same suspicion of the same program is told once
_MOST_TOLD: Final = 4_096


class Watch:
    """One watch over the processes of a host."""

    def __init__(self, host: Host, rules: Iterable[Rule], tell: Tell, gap: TellGap) -> None:
        self._host = host
        self._lineage = Lineage()
        self._describer = Describer(host)
        self._judge = Judge(rules)
        self._tell, self._gap = tell, gap
        self._told: dict[tuple[str, ...], tuple[float, int]] = {}

    def take_stock(self) -> int:
        """Take in what runs already, without judging it, and return how many processes."""
        for event in already_running(self._host):
            self._keep(event)
        return len(self._lineage)

    def take(self, event: ProcessEvent) -> None:
        """Take in one event."""
        if isinstance(event, Started):
            self._start(event)
        elif isinstance(event, Forked):
            self._lineage.forked(event)
        elif isinstance(event, Ended):
            self._lineage.ended(event)
        else:
            self._lost(event)

    def _start(self, event: Started) -> None:
        life = self._keep(event)
        folder = self._describer.folder(event)
        uids = (event.uid, event.effective_uid, event.login_uid)
        file = (life.program, event.device, event.inode, event.links)
        traits = (*file, event.name, event.arguments, uids, folder, life.kin)
        if self._judge.is_known(traits):
            return
        record = self._record(life, folder)
        ancestors = self._ancestors(life)
        findings = self._judge.findings(record, ancestors)
        if not findings:
            self._judge.remember(traits)
        for finding in findings:
            self._sight(finding, record, ancestors)

    def _keep(self, event: Started) -> Life:
        parent = (event.parent_pid, event.parent_ticks)
        life = self._lineage.started(event.pid, event.start_ticks, parent)
        program = self._describer.program(event)
        life.runs(event, program, self._lineage.find(life.parent))
        return life

    def _ancestors(self, life: Life) -> tuple[Process, ...]:
        found = (self._record(one) for one in self._lineage.above(life) if one.event)
        return tuple(found)

    def _record(self, life: Life, folder: str | None = None) -> Process:
        """Return the record of a process; a forked one runs what its parent ran."""
        if life.record is None:
            assert life.event is not None  # noqa: S101 - kernel threads are never asked for
            parent = self._lineage.find(life.parent)
            above = parent.record if parent else None
            made = self._describer.record(life.event, life.program, above, folder)
            key = f"{life.parent[0]}:{life.parent[1]}" if life.parent[0] else None
            life.record = replace(made, pid=life.pid, start_ticks=life.start_ticks, parent=key)
        return life.record

    def _sight(self, finding: Finding, process: Process, ancestors: tuple[Process, ...]) -> None:
        """Tell of a finding, unless the same was told of the same program just now."""
        same = (finding.rule, process.executable or "", process.user)
        now = time.monotonic()
        last, repeated = self._told.get(same, (-_QUIET, 0))
        if now - last < _QUIET:
            self._told[same] = (last, repeated + 1)
            return
        if len(self._told) >= _MOST_TOLD:
            self._told.clear()
        self._told[same] = (now, 0)
        self._tell(
            Sighting(
                time=self._host.now(),
                finding=finding,
                process=process,
                ancestors=ancestors,
                repeated=repeated,
            )
        )

    def _lost(self, event: Lost) -> None:
        detail = f"at least {event.number} events came faster than they could be read"
        self._gap(Gap(artifact="watch", path="processes", reason="too_large", detail=detail))
