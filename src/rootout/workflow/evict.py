"""End incidents: freeze, keep evidence, eradicate, look again, and wait for what comes back."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Self

from rootout.case.folder import Case
from rootout.errors import RootoutError
from rootout.host.api import MutableHost, ProcessRef
from rootout.model.entity import Entity
from rootout.model.plan import Plan, Step
from rootout.model.told import Told
from rootout.model.value import value
from rootout.model.verdict import Verdict
from rootout.respond.action import Action
from rootout.respond.actions.freeze_process import FreezeProcess
from rootout.respond.actions.stop_process import StopProcess
from rootout.respond.codec import action_from
from rootout.respond.evidence import preserve_processes
from rootout.respond.executor import Result, carry_out, freeze_until_quiet
from rootout.respond.guard import Guard
from rootout.respond.journal import Journal
from rootout.workflow.closure import Marks, marks_of, matching
from rootout.workflow.plan import make_plan
from rootout.workflow.protect import guard_for
from rootout.workflow.scan import look
from rootout.workflow.verify import second_look

Say = Callable[[str], None]
MOST_ROUNDS = 5  # evictions of what came back
PAUSE = 0.5  # seconds between two looks for what comes back


@value
class Eviction:
    """What was done, step by step, and whether it holds."""

    results: tuple[Result, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing failed and nothing came back."""
        failed = any(one.state in ("failed", "refused") for one in self.results)
        return not failed and all(one.state != "returned" for one in self.verdicts)


def contain(case: Case, host: MutableHost, told: Told, plan: Plan, say: Say) -> Eviction:
    """Carry out only those steps of `plan` that contain and can be taken back."""
    steps = [step for step in plan.steps if step.phase == "contain" and step.reversible]
    with _Session(case, host, told, say) as session:
        session.contain(_actions(steps))
    return Eviction(results=tuple(session.results), verdicts=())


def evict(
    case: Case, host: MutableHost, told: Told, plan: Plan, *, seconds: float, say: Say
) -> Eviction:
    """Carry out `plan`, then watch for `seconds`; whatever returns is evicted again."""
    first, results = told, []
    for _ in range(MOST_ROUNDS):
        with _Session(case, host, told, say) as session:
            actions = _actions(one for one in plan.steps if one.phase == "contain")
            session.contain([one for one in actions if one.reversible])
            session.preserve()
            session.carry_out([one for one in actions if not one.reversible])
            session.eradicate(_actions(one for one in plan.steps if one.phase == "eradicate"))
        results += session.results
        session.watch(seconds)
        told = look(host, case)
        plan = _remaining(host, make_plan(case, told), _spared(first))
        if not plan.steps:
            break
        say(f"{len(plan.steps)} steps are left or new: evicting again")
    return Eviction(results=tuple(results), verdicts=second_look(host, first, told.evidence))


def _spared(told: Told) -> frozenset[Entity]:
    """Return what the first look saw and held to be innocent."""
    inside = {one for incident in told.incidents for one in incident.entities}
    seen = {one for record in told.evidence.records for one in record.entities()}
    return frozenset(seen - inside)


def _remaining(host: MutableHost, plan: Plan, spared: frozenset[Entity]) -> Plan:
    """Keep the steps that are new, or did not hold.

    Logs tell of an intruder for ever, so steps whose end is reached are left out. What was
    innocent before the eviction is left alone: our own changes can make it look new.
    """
    left = []
    for step in plan.steps:
        action = _action(step)
        if not spared.intersection(action.touches()) and not action.verify(host):
            left.append(step)
    return Plan(case=plan.case, incidents=plan.incidents, steps=tuple(left))


def _actions(steps: Iterable[Step]) -> list[Action]:
    return [_action(step) for step in steps]


def _action(step: Step) -> Action:
    return action_from(step.action, step.arguments)


class _Session:
    """One round against the same incidents, with the journal held."""

    def __init__(self, case: Case, host: MutableHost, told: Told, say: Say) -> None:
        self._case, self._host, self._say = case, host, say
        self._guard: Guard = guard_for(told.evidence)
        self._marks: Marks = marks_of(told.incidents, told.evidence, host)
        self._caught: dict[ProcessRef, None] = {}
        self.results: list[Result] = []

    def __enter__(self) -> Self:
        self._journal = Journal(self._case.journal_path)
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.close()

    def contain(self, actions: list[Action]) -> None:
        """Freeze to a fixpoint first: from then on nothing answers back."""
        freezing = [one for one in actions if isinstance(one, FreezeProcess)]
        self.carry_out(freezing)
        if freezing:
            frozen = [ProcessRef.from_key(key) for one in freezing for key in one.processes]
            self._caught.update(dict.fromkeys(frozen))
            found = freeze_until_quiet(
                self._scan, self._host, self._case.blobs, self._journal, self._guard, frozen
            )
            self._tell(found)
        self.carry_out([one for one in actions if one not in freezing])

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
        """Wait for what comes back, at most `seconds`."""
        self._say(f"watching for {seconds:.0f} s whether anything comes back")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._scan():
                self._say("something came back")
                return
            time.sleep(PAUSE)

    def _scan(self) -> list[ProcessRef]:
        found = matching(self._host, self._marks, self._is_packaged)
        self._caught.update(dict.fromkeys(found))
        return found

    def _is_packaged(self, path: str) -> bool:
        return self._host.packages.owner(path) is not None

    def carry_out(self, actions: Sequence[Action]) -> None:
        self._tell(carry_out(actions, self._host, self._case.blobs, self._journal, self._guard))

    def _tell(self, results: Iterable[Result]) -> None:
        for result in results:
            self.results.append(result)
            note = f" ({result.note})" if result.note else ""
            self._say(f"{result.state:8} {result.summary}{note}")


def require_incident(told: Told) -> None:
    """Raise RootoutError where there is nothing to act on."""
    if not told.incidents:
        hint = "`rootout show --findings` lists what was seen; nothing there proves an intrusion."
        raise RootoutError("the case has no incident", hint)
