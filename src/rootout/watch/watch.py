"""Take in events, judge each new program, and tell of what is suspicious."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from rootout.collect.artifacts.processes import Process
from rootout.detect.sigma import Rule
from rootout.host.api import Host
from rootout.host.fanotify import FileChange
from rootout.host.process_event import Ended, Forked, Lost, ProcessEvent, Started
from rootout.model.file_event import FileEvent
from rootout.model.finding import Finding
from rootout.model.record import Gap, Origin
from rootout.watch.baseline import already_running
from rootout.watch.describe import Describer
from rootout.watch.judge import Judge
from rootout.watch.lineage import Life, Lineage
from rootout.watch.sighting import Sighting

TellGap = Callable[[Gap], None]


class Watch:
    """One watch over the processes of a host."""

    def __init__(self, host: Host, rules: Iterable[Rule], gap: TellGap) -> None:
        self._host = host
        self._lineage = Lineage()
        self._describer = Describer(host)
        self._judge = Judge(rules)
        self._gap = gap
        self._seen: list[Sighting] = []

    def take_stock(self) -> int:
        """Take in what runs already, without judging it, and return how many processes."""
        for event in already_running(self._host):
            self._keep(event)
        self._host.packages.owner("/")  # the database is read now, and not while something happens
        self._judge.warm_up()
        return len(self._lineage)

    def sightings(self) -> list[Sighting]:
        """Return what was seen since this was last asked."""
        seen, self._seen = self._seen, []
        return seen

    def below(self, key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
        """Return the living descendants of the process with this number and start."""
        return self._lineage.below(key)

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
            self._see(finding, record, ancestors, event.time_ns)

    def take_file(self, change: FileChange) -> None:
        """Take in a change of a file; our own are left out."""
        if change.pid == os.getpid() or change.is_folder or change.change == "changed":
            return
        life = self._lineage.newest(change.pid) if change.pid else None
        if life is not None and life.event is None:
            life = None
        traits = (change.path, change.change, life.kin if life else ())
        if self._judge.is_known(traits):
            return
        process = self._record(life) if life else None
        ancestors = self._ancestors(life) if life else ()
        file = _file_event(change, process)
        findings = self._judge.findings(file, (process, *ancestors) if process else ())
        if not findings:
            self._judge.remember(traits)
        moment = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        for finding in findings:
            self._see(finding, process, ancestors, moment, file)

    def _see(
        self,
        finding: Finding,
        process: Process | None,
        ancestors: tuple[Process, ...],
        since_boot_ns: int,
        file: FileEvent | None = None,
    ) -> None:
        self._seen.append(
            Sighting(
                time=self._host.now(),
                finding=finding,
                process=process,
                ancestors=ancestors,
                file=file,
                since_boot_ns=since_boot_ns,
            )
        )

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

    def _lost(self, event: Lost) -> None:
        detail = f"at least {event.number} events came faster than they could be read"
        self._gap(Gap(artifact="watch", path="processes", reason="too_large", detail=detail))


def _file_event(change: FileChange, process: Process | None) -> FileEvent:
    return FileEvent(
        origin=Origin(path="fanotify"),
        path=change.path,
        change=change.change,
        process=process.key if process else None,
        pid=change.pid,
        user=process.user if process else "",
        executable=process.executable if process else None,
        command_line=process.command_line if process else "",
    )
