"""One round of an eviction: freeze, keep evidence, eradicate, and wait for what comes back."""

import time
from collections.abc import Callable, Iterable, Sequence

from rootout.case.folder import Case
from rootout.host.api import MutableHost, ProcessRef
from rootout.host.urgency import ahead_of_all
from rootout.model.plan import Step
from rootout.model.told import Told
from rootout.respond.action import Action
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.evidence import preserve_processes
from rootout.respond.executor import Result, carry_out, freeze_until_quiet
from rootout.respond.guard import Guard
from rootout.respond.journal import Journal
from rootout.respond.stages import actions_of
from rootout.workflow.closure import Marks, joined, marks_of, matching
from rootout.workflow.protect import guard_for

Say = Callable[[str], None]
PAUSE = 0.5  # seconds between two looks for what comes back


class Round:
    """What is done once against the incidents of one look."""

    def __init__(
        self,
        case: Case,
        host: MutableHost,
        told: Told,
        journal: Journal,
        say: Say,
        before: "Round | None" = None,
    ) -> None:
        """Begin a round; what the one `before` knew processes by, is not forgotten."""
        self._case, self._host, self._journal, self._say = case, host, journal, say
        self._guard: Guard = guard_for(told.evidence, told.incidents)
        marks = marks_of(told.incidents, told.evidence, host)
        self.marks: Marks = joined(before.marks, marks) if before else marks
        self._caught: dict[ProcessRef, None] = {}
        self.results: list[Result] = []

    def carry_out_plan(self, steps: Sequence[Step]) -> None:
        """Contain, keep evidence, eradicate."""
        actions = actions_of(one for one in steps if one.phase == "contain")
        self.contain([one for one in actions if one.reversible])
        if any(one.phase == "preserve" for one in steps):
            self.preserve()
        self.carry_out([one for one in actions if not one.reversible])
        self.eradicate(actions_of(one for one in steps if one.phase == "eradicate"))

    def contain(self, actions: list[Action]) -> None:
        """Freeze to a fixpoint first: from then on nothing answers back."""
        freezing = [one for one in actions if isinstance(one, FreezeProcess)]
        if freezing:
            self._freeze(freezing)
        self.carry_out([one for one in actions if one not in freezing])

    def _freeze(self, actions: Sequence[FreezeProcess]) -> None:
        """Freeze what the plan names, and then what has come since, in a race with both."""
        frozen = [ProcessRef.from_key(key) for one in actions for key in one.processes]
        self._caught.update(dict.fromkeys(frozen))
        with ahead_of_all():
            self._scan()  # once before: from then on all that it takes is in memory
            self.carry_out(actions)
            found = freeze_until_quiet(
                self._scan, self._host, self._case.blobs, self._journal, self._guard, frozen
            )
            self._tell(found)

    def preserve(self) -> None:
        """Keep the volatile state of everything that was caught."""
        log = self._case.path / "custody.jsonl"
        failures = preserve_processes(self._host, self._case.blobs, self._caught, log)
        for failure in failures:
            self._say(f"not kept: {failure}")

    def eradicate(self, actions: list[Action]) -> None:
        """Disarm what brings it back, then kill everything at once, then clear up."""
        stops = [one for one in actions if isinstance(one, StopProcess)]
        at = actions.index(stops[0]) if stops else len(actions)
        self.carry_out(actions[:at])
        if stops:
            keys = dict.fromkeys(key for one in stops for key in one.processes)
            keys.update(dict.fromkeys(ref.key for ref in (*self._caught, *self._scan())))
            allowed = tuple(key for key in keys if self._guard.allows_process(key))
            self.carry_out([StopProcess(processes=allowed)])
        self.carry_out([one for one in actions[at:] if one not in stops])

    def watch(self, seconds: float) -> None:
        """Wait for what comes back, at most `seconds`; a person may end that with Ctrl-C."""
        self._say(f"watching for {seconds:.0f} s whether anything comes back")
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                if self._scan():
                    self._say("something came back")
                    return
                time.sleep(PAUSE)
        except KeyboardInterrupt:
            left = end - time.monotonic()
            self._say(f"the watch was ended {left:.0f} s early: `rootout verify` looks later")

    def _scan(self) -> list[ProcessRef]:
        found = matching(self._host, self.marks, self._is_packaged)
        self._caught.update(dict.fromkeys(found))
        return found

    def _is_packaged(self, path: str) -> bool:
        return self._host.packages.owner(path) is not None

    def carry_out(self, actions: Sequence[Action]) -> None:
        """Do each, and tell how it ended."""
        self._tell(carry_out(actions, self._host, self._case.blobs, self._journal, self._guard))

    def _tell(self, results: Iterable[Result]) -> None:
        for result in results:
            self.results.append(result)
            note = f" ({result.note})" if result.note else ""
            self._say(f"{result.state:8} {result.summary}{note}")
