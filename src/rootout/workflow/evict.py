"""End incidents: contain, keep evidence, eradicate, look again, and wait for what comes back."""

import time

from rootout.case.folder import Case
from rootout.correlate.returned import ended_of, returned
from rootout.errors import RootoutError
from rootout.host.api import MutableHost
from rootout.model.entity import Entity
from rootout.model.plan import Plan, Step
from rootout.model.told import Told
from rootout.model.value import value
from rootout.model.verdict import Verdict
from rootout.respond.action import Action
from rootout.respond.actions.remove_line import RemoveLine
from rootout.respond.codec import action_from
from rootout.respond.executor import NOT_HELD, Result
from rootout.respond.journal import Journal
from rootout.respond.stages import changes
from rootout.workflow.due import dues_of, seconds_past
from rootout.workflow.left_out import left_out
from rootout.workflow.plan import EVERYTHING, Choice, containing, make_plan
from rootout.workflow.round import Round, Say
from rootout.workflow.scan import look, retell
from rootout.workflow.verify import second_look

MOST_TRIES = 2  # of a step that cannot be done
MOST_ROUNDS = 5  # evictions of what came back
LATER = "more than a day from now, or nobody knows when; `rootout verify` after that"


@value
class Eviction:
    """What was done, step by step, and whether it holds; `left` is what no round could end."""

    results: tuple[Result, ...]
    verdicts: tuple[Verdict, ...]
    left: tuple[Step, ...] = ()

    @property
    def holds(self) -> bool:
        """Say whether nothing failed, nothing came back, and nothing is left."""
        failed = any(one.state in ("failed", "refused") for one in self.results)
        returned = any(one.state == "returned" for one in self.verdicts)
        return not (failed or returned or self.left)


def contain(case: Case, host: MutableHost, told: Told, plan: Plan, say: Say) -> Eviction:
    """Carry out only those steps of `plan` that contain and can be taken back."""
    journal = Journal(case.journal_path)
    try:
        one = Round(case, host, told, journal, say)
        one.carry_out_plan(containing(plan).steps)
    finally:
        journal.close()
    return Eviction(results=tuple(one.results), verdicts=())


def evict(
    case: Case,
    host: MutableHost,
    told: Told,
    plan: Plan,
    *,
    seconds: float | None = None,
    say: Say,
    choice: Choice = EVERYTHING,
) -> Eviction:
    """Carry out `plan`, then watch for `seconds`; whatever returns is evicted again.

    Without `seconds` the watch lasts until every launcher that was ended would have run again.
    The case is held until the end, so that nobody undoes what is being watched. What `choice` or a
    missing step leaves alone, is left alone in every round.
    """
    journal = Journal(case.journal_path)
    try:
        return _Campaign(case, host, told, plan, choice, journal, say).run(plan, seconds)
    finally:
        journal.close()


class _Campaign:
    """All rounds against the incidents of a case, until nothing is left of them."""

    def __init__(
        self,
        case: Case,
        host: MutableHost,
        told: Told,
        plan: Plan,
        choice: Choice,
        journal: Journal,
        say: Say,
    ) -> None:
        self._case, self._host, self._journal, self._say = case, host, journal, say
        self._choice = choice
        self._looks = [told]
        self._ended = ended_of(told)
        self._all_ended = [self._ended]
        self._round: Round | None = None
        self._left_out = left_out(make_plan(case, told), plan)
        self._results: list[Result] = []

    def run(self, plan: Plan, seconds: float | None) -> Eviction:
        """Go round until nothing is left, or too often."""
        stages = {one.action for one in plan.steps if not changes(one)}
        left = plan.steps
        for _ in range(MOST_ROUNDS):
            self._carry_out(left)
            left = self._look_again() if "look_again" in stages else ()
            if not left and self._round and "watch" in stages:
                self._round.watch(self._past_all() if seconds is None else seconds)
                left = self._look_again()
            if not left:
                break
            self._say(f"{len(left)} steps are left or new: evicting again")
        return Eviction(
            results=tuple(self._results),
            verdicts=self._verdicts() if len(self._looks) > 1 else (),
            left=left,
        )

    def _carry_out(self, steps: tuple[Step, ...]) -> None:
        one = Round(self._case, self._host, self._looks[-1], self._journal, self._say, self._round)
        one.carry_out_plan(steps)
        self._results += one.results
        self._round = one

    def _look_again(self) -> tuple[Step, ...]:
        """Scan, and return the steps that are new, or did not hold, with what they need."""
        told = look(self._host, self._case)
        known = {one.id for one in told.findings}
        found = {one.id: one for ended in self._all_ended for one in returned(ended, told.evidence)}
        more = tuple(one for one in found.values() if one.id not in known)
        for one in more:
            self._say(f"again, or still: {one.why}")
        told = retell(self._case, told, more) if more else told
        self._looks.append(told)
        if more:
            self._all_ended.append(ended_of(told))
        return self._remaining(make_plan(self._case, self._looks[-1], self._choice.by_name()))

    def _past_all(self) -> float:
        """Return for how many seconds to watch, and tell what runs too late to wait for."""
        now = self._host.now()
        dues = {one for told in self._looks for one in dues_of(told, self._host, now)}
        for one in sorted(dues, key=str):
            when = time.strftime("at %H:%M:%S", time.localtime(one.at)) if one.at else LATER
            self._say(f"would have run {when}: {one.shown}")
        return seconds_past(dues, now)

    def _remaining(self, plan: Plan) -> tuple[Step, ...]:
        """Keep the steps that are new, or did not hold; none where only stages are left.

        Logs tell of an intruder for ever, so steps whose end is reached are left out. What was
        innocent before the eviction is left alone: our own changes can make it look new.
        """
        left = []
        for step in plan.steps:
            kept = self._left_out.narrow(step) if changes(step) else step
            if kept is not None and (not changes(kept) or self._is_due(kept)):
                left.append(kept)
        return tuple(left) if any(changes(one) for one in left) else ()

    def _is_due(self, step: Step) -> bool:
        action = action_from(step.action, step.arguments)
        if isinstance(action, RemoveLine):  # numbers of lines change with each that goes
            is_spared = (action.path, action.text) in self._ended.innocent_lines
        else:
            is_spared = not self._ended.innocent.isdisjoint(action.touches())
        return not (is_spared or self._is_hopeless(action) or action.verify(self._host))

    def _is_hopeless(self, action: Action) -> bool:
        """Say whether a step could not be done too often: the watch must not wait for it."""
        summary = action.describe()
        tried = (one for one in self._results if (one.summary, one.state) == (summary, "failed"))
        return sum(one.note != NOT_HELD for one in tried) >= MOST_TRIES

    def _verdicts(self) -> tuple[Verdict, ...]:
        """Judge all that any look but the last told of: what returned, and the first incident."""
        last = self._looks[-1].evidence
        found: dict[Entity, Verdict] = {}
        for told in self._looks[:-1]:
            for one in second_look(self._host, told, last):
                if told is self._looks[0] or one.entity not in self._ended.innocent:
                    found.setdefault(one.entity, one)
        return tuple(found.values())


def require_incident(told: Told) -> None:
    """Raise RootoutError where there is nothing to act on."""
    if not told.incidents:
        hint = "`rootout show --findings` lists what was seen; nothing there proves an intrusion."
        raise RootoutError("the case has no incident", hint)
